import { readRestoreWindow, readSnapshots } from '../../resources/database-snapshots.ts'
import type { Context } from '../context.ts'
import { instancesOf, wantedDatabase } from './subject.ts'

export interface RestoreList {
  readonly project: string
  readonly environment: string
  readonly database: string
  /** ISO 8601. Undefined where automated backups are off, or have not begun. */
  readonly window?: { readonly from: string; readonly to: string }
  /** Newest first. */
  readonly snapshots: readonly ListedSnapshot[]
  readonly instances: readonly ListedInstance[]
}

export interface ListedSnapshot {
  readonly id: string
  readonly type: string
  readonly status: string
  readonly at?: string | undefined
  readonly version: string
  /** GiB. */
  readonly storage: number
}

export interface ListedInstance {
  readonly instance: string
  /** What tasks use by now, a copy that was restored, or one that another took the place of. */
  readonly role: 'current' | 'restored' | 'replaced'
  readonly status: string
  readonly madeAt?: string | undefined
}

/** How far back a database can go, its snapshots, and its instances. Reads only. */
export async function listBackups(context: Context, database: string): Promise<RestoreList> {
  wantedDatabase(context, database)
  const { scope, ports } = context
  const [{ current, others }, snapshots] = await Promise.all([
    instancesOf(context, database),
    readSnapshots(scope, ports),
  ])
  const window = current && (await readRestoreWindow(current, ports))
  const { project, environment } = scope
  return {
    project,
    environment,
    database,
    ...(window && { window: { from: window.from.toISOString(), to: window.to.toISOString() } }),
    snapshots: snapshots
      .filter(one => one.database === database)
      .map(({ identifier, type, status, takenAt, version, storage }) => ({
        id: identifier,
        type,
        status,
        at: takenAt?.toISOString(),
        version,
        storage,
      })),
    instances: [...(current ? [current] : []), ...others].map(one => ({
      instance: one.identifier,
      role: one === current ? 'current' : one.replacedBy ? 'replaced' : 'restored',
      status: one.status,
      madeAt: one.createdAt?.toISOString(),
    })),
  }
}
