import { formOf } from '../../resources/database-forms.ts'
import { readSnapshots } from '../../resources/database-snapshots.ts'
import type { Context } from '../context.ts'
import { instancesOf, wantedDatabase } from './subject.ts'

/** Moments that an instance can be restored to, in ISO 8601. */
export interface ListedWindow {
  readonly from: string
  readonly to: string
}

export interface RestoreList {
  readonly project: string
  readonly environment: string
  readonly database: string
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
  /** Absent where its automated backups are off, or have not begun. */
  readonly window?: ListedWindow
}

/** How far back a database can go, its snapshots, and its instances. Reads only. */
export async function listBackups(context: Context, database: string): Promise<RestoreList> {
  wantedDatabase(context, database)
  const { scope, ports } = context
  const [{ current, others }, snapshots] = await Promise.all([
    instancesOf(context, database),
    readSnapshots(scope, ports),
  ])
  const { project, environment } = scope
  const instances = [...(current ? [current] : []), ...others].map(async one => {
    const window = await formOf(one).window(one, ports)
    return {
      instance: one.identifier,
      role: one === current ? 'current' : one.replacedBy ? 'replaced' : 'restored',
      status: one.status,
      madeAt: one.createdAt?.toISOString(),
      ...(window && { window: { from: window.from.toISOString(), to: window.to.toISOString() } }),
    } as const
  })
  return {
    project,
    environment,
    database,
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
    instances: await Promise.all(instances),
  }
}
