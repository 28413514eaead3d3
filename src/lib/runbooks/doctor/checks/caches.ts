import type { CacheState } from '../../../resources/cache-state.ts'
import { cacheAnswers } from '../../live/store-status.ts'
import { type About, defineCheck, type Finding } from '../check.ts'
import { type Measures, measureKey } from '../readers/measures.ts'
import { standingOf } from '../readers/standing.ts'
import { counted } from '../telling.ts'

/** Percent of its memory from which on a cache begins to drop what it keeps. */
const full = 90

/** Whether the caches answer, and have room. */
export const caches = defineCheck({
  name: 'caches',
  title: 'Caches answer and have room',
  area: 'stores',
  needs: ['standing', 'measures'],
  examine({ standing, measures }, about) {
    const found = standingOf<CacheState>(standing, 'cache')
    const wanted = found.filter(([name]) => name in about.manifest.caches)
    if (wanted.length === 0) return { skipped: 'no cache stands' }
    const findings = wanted.flatMap(([name, state]) => [
      ...statusOf(name, state, about),
      ...memoryOf(name, measures, about),
    ])
    return { looked: counted(wanted.length, 'cache'), findings }
  },
})

function statusOf(name: string, { groupId, status }: CacheState, { scope }: About): Finding[] {
  if (cacheAnswers(status)) return []
  const evidence = [`ElastiCache says of ${groupId}: ${status}`]
  const passes = status === 'creating'
  return [
    {
      level: passes ? 'warning' : 'problem',
      message: `The cache ${name} does not answer${passes ? ' yet' : ''}.`,
      evidence,
      next: `deployctl bootstrap ${scope.environment}`,
    },
  ]
}

function memoryOf(name: string, measures: Measures, { scope }: About): Finding[] {
  const used = measures.get(measureKey('caches', name, 'DatabaseMemoryUsagePercentage'))
  if (used === undefined || used < full) return []
  return [
    {
      level: 'warning',
      message: `The cache ${name} is nearly full, and drops what it keeps.`,
      evidence: [`${used.toFixed(0)} % of its memory are used.`],
      next: `choose a larger caches.${name}.class, then deployctl bootstrap ${scope.environment}`,
    },
  ]
}
