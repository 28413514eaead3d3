import { cacheAnswers } from '../../live/store-status.ts'
import { eachPart, type ReadParts } from './part.ts'

export const caches: ReadParts = async ({ manifest, scope, ports }) => {
  const own = Object.entries(manifest.caches).filter(([, { existing }]) => existing === undefined)
  if (own.length === 0) return []
  const { readCaches } = await import('../../../resources/cache-state.ts')
  const names = own.map(([name]) => name)
  return eachPart(
    'cache',
    names,
    await readCaches(scope, ports),
    ({ status, engine, version, class: size }) => ({
      status,
      well: cacheAnswers(status),
      detail: `${[engine, version].filter(Boolean).join(' ')}, ${size}`,
    }),
  )
}
