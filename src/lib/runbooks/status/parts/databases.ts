import { databaseAnswers } from '../../live/store-status.ts'
import { eachPart, type ReadParts } from './part.ts'

export const databases: ReadParts = async ({ manifest, scope, ports }) => {
  const own = Object.entries(manifest.databases).filter(([, { existing }]) => existing === undefined)
  if (own.length === 0) return []
  const { readInstances } = await import('../../../resources/database-instance.ts')
  const standing = Object.fromEntries(await readInstances(scope, ports))
  const names = own.map(([name]) => name)
  const sleepers = manifest.onDemand?.databases ?? []
  const parts = eachPart('database', names, standing, ({ status, engine, version, class: size }) => ({
    status,
    well: databaseAnswers(status),
    detail: `${engine} ${version}, ${size}`,
  }))
  // What sleeps on demand is well asleep, and on its way there or back.
  return parts.map(part =>
    sleepers.includes(part.name) && /^(stopp|starting)/.test(part.status) ? { ...part, well: true } : part,
  )
}
