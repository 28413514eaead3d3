import { isAurora } from '../database-engine.ts'
import type { Finding } from '../problems.ts'
import { eachDatabase } from './databases.ts'
import { across, type Rule } from './rule.ts'

const minute = 60

const ofInstances = {
  class: 'Its instances grow and shrink by themselves: write `capacity` instead.',
  storage: 'Its storage grows by itself: remove it.',
  multiZone: 'Its storage lies in three zones already: write `readers: 1` for an instance to fail over to.',
} as const
const ofAurora = {
  capacity: 'Write `class` instead, or `engine: aurora-postgresql`.',
  readers: 'Write `multiZone: true` for a standby, or `engine: aurora-postgresql`.',
} as const

/** An instance has a class and a disk, and a cluster a capacity and readers. */
export const auroraKeys: Rule = eachDatabase(({ engine, existing }, path, isWritten) => {
  if (existing !== undefined) return []
  const remedies = isAurora(engine) ? ofInstances : ofAurora
  return Object.entries(remedies)
    .filter(([key]) => isWritten(key))
    .map(([key, remedy]) => ({ path: [...path, key], message: `${engine} has no \`${key}\`.`, remedy }))
})

/** Aurora User Guide, "Performance and scaling for Aurora Serverless v2", and "Scaling to Zero ACUs". */
export const auroraCapacity: Rule = eachDatabase(({ engine, capacity, proxy }, path) => {
  if (!isAurora(engine) || !capacity) return []
  const { min, max, pauseAfter } = capacity
  const at = (key: string, message: string, remedy: string): Finding => ({
    path: [...path, 'capacity', key],
    message,
    remedy,
  })
  const wrongPause = pauseAfter !== undefined && (pauseAfter < 5 * minute || pauseAfter > 24 * 60 * minute)
  return [
    ...(max < 1 ? [at('max', 'Aurora may grow to one ACU at least.', 'Write 1 or more.')] : []),
    ...(max >= 1 && (min ?? 0) > max
      ? [at('min', `It cannot have ${min} ACUs at least and ${max} at the most.`, `Write \`max: ${min}\`.`)]
      : []),
    ...(wrongPause
      ? [
          at(
            'pauseAfter',
            'Aurora pauses after 5m at the soonest, and 24h at the latest.',
            'Write 5m to 24h.',
          ),
        ]
      : []),
    ...(min === 0 && proxy
      ? [
          {
            path: [...path, 'proxy'],
            message: 'RDS Proxy stays connected, so that a database behind it never pauses.',
            remedy: 'Remove it, or write `capacity: {min: 0.5}`.',
          },
        ]
      : []),
  ]
})

/** What sleeps on demand has to pause, and what never pauses needs no time for it. */
export const auroraPauses: Rule = across(
  ['databases', 'onDemand'],
  ({ databases, onDemand }, { isWritten }) =>
    Object.entries(databases).flatMap(([name, { engine, existing, capacity, proxy }]) => {
      if (!isAurora(engine) || existing !== undefined) return []
      const sleeps = onDemand?.databases.includes(name) ?? false
      const least = capacity?.min
      const path = ['databases', name, 'capacity']
      if (sleeps && least !== undefined && least > 0) {
        const message = `\`onDemand.databases\` names ${name}, and with ${least} ACUs at least it never pauses.`
        return [{ path: [...path, 'min'], message, remedy: 'Write `min: 0`, or take it out of that list.' }]
      }
      if (sleeps && least === undefined && proxy) {
        const message = 'RDS Proxy stays connected, so that a database on demand behind it never pauses.'
        const remedy = 'Remove it, or take the database out of `onDemand.databases`.'
        return [{ path: ['databases', name, 'proxy'], message, remedy }]
      }
      if (sleeps || least === 0 || !isWritten([...path, 'pauseAfter'])) return []
      const message = `With ${least ?? 0.5} ACUs at least it never pauses.`
      return [{ path: [...path, 'pauseAfter'], message, remedy: 'Write `min: 0` beside it, or remove it.' }]
    }),
)

/** The first minor version of each major one that can pause ("Scaling to Zero ACUs … for Aurora Serverless v2"). */
const pausing: Readonly<Record<string, number>> = { 13: 15, 14: 12, 15: 7, 16: 3, 17: 4 }

/** A major version alone lets AWS choose the minor one, which can. */
export const auroraVersion: Rule = across(['databases', 'onDemand'], ({ databases, onDemand }) =>
  Object.entries(databases).flatMap(([name, { engine, version, existing, capacity }]) => {
    if (!isAurora(engine) || existing !== undefined) return []
    const min = capacity?.min ?? (onDemand?.databases.includes(name) ? 0 : 0.5)
    const first = min === 0 ? laterThan(version) : undefined
    if (first === undefined) return []
    const message = `${version} of ${engine} cannot pause, as \`capacity.min: 0\` has it.`
    return [{ path: ['databases', name, 'version'], message, remedy: `Write ${first} or a later one.` }]
  }),
)

/** The first version that can pause, where this one cannot. */
function laterThan(version: string): string | undefined {
  const [, mysql, series, release] = /^(8\.\d)\.mysql_aurora\.(\d+)\.(\d+)/.exec(version) ?? []
  if (mysql) return Number(series) === 3 && Number(release) < 8 ? `${mysql}.mysql_aurora.3.08.0` : undefined
  const [major = '', minor] = version.split('.')
  if (Number(major) > 8 && Number(major) < 13) return '13.15'
  const first = pausing[major]
  return first !== undefined && minor !== undefined && Number(minor) < first ? `${major}.${first}` : undefined
}
