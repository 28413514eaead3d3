import { capacityInWords } from '../../../manifest/database-capacity.ts'
import { formatDuration } from '../../../manifest/schema/scalars.ts'
import type { DatabaseState } from '../../../resources/database-state.ts'
import { databaseIsWell } from '../../live/store-status.ts'
import { eachPart, type ReadParts } from './part.ts'

export const databases: ReadParts = async ({ manifest, scope, ports }) => {
  const own = Object.entries(manifest.databases).filter(([, { existing }]) => existing === undefined)
  if (own.length === 0) return []
  const { readDatabases } = await import('../../../resources/database-forms.ts')
  const standing = Object.fromEntries(await readDatabases(scope, ports))
  const names = own.map(([name]) => name)
  const sleepers = manifest.onDemand?.databases ?? []
  const parts = eachPart('database', names, standing, state => ({
    status: state.status,
    well: databaseIsWell(state),
    detail: `${state.engine} ${state.version}, ${sizeOf(state)}`,
  }))
  // What sleeps on demand is well asleep, and on its way there or back.
  return parts.map(part =>
    sleepers.includes(part.name) && /^(stopp|starting)/.test(part.status) ? { ...part, well: true } : part,
  )
}

function sizeOf(state: DatabaseState): string {
  if (state.form === 'instance') return state.class
  const { capacity, members } = state
  const readers = Math.max(0, members.length - 1)
  return [
    capacity ? capacityInWords(capacity) : 'no capacity for serverless instances',
    ...(capacity?.pauseAfter === undefined ? [] : [`pauses after ${formatDuration(capacity.pauseAfter)}`]),
    ...(readers > 0 ? [readers === 1 ? '1 reader' : `${readers} readers`] : []),
  ].join(', ')
}
