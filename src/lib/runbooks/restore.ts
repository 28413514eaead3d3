import { DeployctlError } from '../errors/index.ts'
import { step } from '../events/index.ts'
import type { DatabaseSpec } from '../resources/database-diff.ts'
import type { RestoreSource } from '../resources/database-form.ts'
import { formOf } from '../resources/database-forms.ts'
import { restoredIdentifier } from '../resources/database-names.ts'
import { restoreDatabase } from '../resources/database-restore.ts'
import { findSnapshot } from '../resources/database-snapshots.ts'
import type { DatabaseState } from '../resources/database-state.ts'
import type { Context } from './context.ts'
import { declined } from './declined.ts'
import { momentIn } from './restore/moment.ts'
import { groundOf, type Instances, instancesOf, told, wantedDatabase } from './restore/subject.ts'

/** What to restore: a moment, as `2026-11-21T03:12:00Z`, `15m ago` or `latest`; or a snapshot, by its identifier. */
export type RestorePoint = { readonly to: string } | { readonly snapshot: string }

export interface RestorePreview {
  readonly project: string
  readonly environment: string
  readonly database: string
  /** The instance or cluster, or the snapshot, that the data comes from. */
  readonly source: string
  /** The moment that the data is of, in ISO 8601. */
  readonly at: string
  /** Identifier of the new instance, or of the new cluster. */
  readonly instance: string
}

export interface RestoreResult extends RestorePreview {
  readonly outcome: 'restored'
  readonly seconds: number
}

export interface RestoreOptions {
  readonly confirm: (preview: RestorePreview) => Promise<boolean>
}

interface RestorePlan {
  readonly preview: RestorePreview
  readonly source: RestoreSource
  readonly want: DatabaseSpec
}

/** What `restore` would make. Reads only. */
export async function previewRestore(
  context: Context,
  database: string,
  point: RestorePoint,
): Promise<RestorePreview> {
  return (await plan(context, database, point)).preview
}

/**
 * Makes a new instance or cluster of what a database was at a moment, or in a snapshot, beside the one that serves. Nothing uses
 * it before it is switched to. Safe to repeat: the same point is the same instance.
 * @throws DeployctlError `restore.outside-window`, `restore.no-backups`, `restore.unsuitable-snapshot`, … before
 *   anything is made
 */
export async function restore(
  context: Context,
  database: string,
  point: RestorePoint,
  { confirm }: RestoreOptions,
): Promise<RestoreResult> {
  const started = context.clock.now()
  const { preview, source, want } = await step(
    context,
    'plan',
    () => plan(context, database, point),
    ({ preview: { at } }) => at,
  )
  const ground = await groundOf(context, database, want)
  if (!(await confirm(preview))) throw declined('restore')
  const identifier = preview.instance
  await step(context, 'restore', () =>
    told(context, identifier, 'create', run =>
      restoreDatabase({ database, identifier, source, want, ...ground }, run),
    ),
  )
  return { ...preview, outcome: 'restored', seconds: (context.clock.now() - started) / 1000 }
}

async function plan(context: Context, database: string, point: RestorePoint): Promise<RestorePlan> {
  const want = wantedDatabase(context, database)
  return 'snapshot' in point
    ? fromSnapshot(context, database, want, point.snapshot)
    : toMoment(context, database, want, point.to)
}

async function toMoment(
  context: Context,
  database: string,
  want: DatabaseSpec,
  to: string,
): Promise<RestorePlan> {
  const { current, others } = await instancesOf(context, database)
  // What was replaced can still go back to what was written before.
  const former = others.filter(({ replacedBy }) => replacedBy !== undefined)
  // Neither an instance nor a cluster can be made of what the other one was.
  const all = [...(current ? [current] : []), ...former].filter(({ form }) => form === want.form)
  const windows = await Promise.all(
    all.map(async one => {
      const window = await formOf(one).window(one, context.ports)
      return window ? [{ ...window, identifier: one.identifier }] : []
    }),
  )
  const found = windows.flat()
  if (found.length === 0) {
    throw new DeployctlError('restore.no-backups', { message: whyNone(database, current, want) })
  }
  const { at, window } = momentIn(to, found, context.clock.now())
  const source = { database: window.identifier, at }
  return { preview: await previewOf(context, database, window.identifier, at), source, want }
}

function whyNone(database: string, current: DatabaseState | undefined, want: DatabaseSpec): string {
  if (!current) return `${database} does not stand, and its automated backups went with it.`
  const { identifier, engine } = current
  if (current.form !== want.form)
    return `${database} (${identifier}) is ${engine}, and its backups cannot become ${want.engine}.`
  return `${database} (${identifier}) has no automated backups to go back to.`
}

async function fromSnapshot(
  context: Context,
  database: string,
  want: DatabaseSpec,
  id: string,
): Promise<RestorePlan> {
  const found = await findSnapshot(id, context.ports)
  if (!found) {
    throw new DeployctlError('restore.unknown-snapshot', {
      message: `There is no snapshot ${id} in this account and region.`,
    })
  }
  const { engine, username, encrypted, status, takenAt, version } = found
  const reasons = [
    engine === want.engine ? '' : `it is of ${engine}, not ${want.engine}`,
    username === want.username ? '' : `its master user is ${username}, not ${want.username}`,
    encrypted ? '' : 'it is not encrypted',
    status === 'available' ? '' : `it is ${status}`,
  ].filter(Boolean)
  if (reasons.length > 0) {
    throw new DeployctlError('restore.unsuitable-snapshot', {
      message: `${database} cannot be restored from ${id}: ${reasons.join('; ')}.`,
    })
  }
  const source = { snapshot: found.identifier, version }
  return { preview: await previewOf(context, database, found.identifier, takenAt!), source, want }
}

async function previewOf(
  context: Context,
  database: string,
  source: string,
  at: Date,
): Promise<RestorePreview> {
  const { project, environment } = context.scope
  const instance = freeIdentifier(context, database, at, await instancesOf(context, database))
  return { project, environment, database, source, at: at.toISOString(), instance }
}

/** A copy that nobody has switched to yet is what an interrupted run began; any other one was written to since. */
function freeIdentifier(
  { scope }: Context,
  database: string,
  at: Date,
  { current, others }: Instances,
): string {
  const untouched = others.filter(one => one.replacedBy === undefined && one.status !== 'deleting')
  const used = [current, ...others].filter(one => one !== undefined && !untouched.includes(one))
  const taken = new Set(used.map(one => one!.identifier))
  for (let copy = 1; ; copy++) {
    const identifier = restoredIdentifier(scope, database, at, copy)
    if (!taken.has(identifier)) return identifier
  }
}
