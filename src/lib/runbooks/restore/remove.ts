import { DeployctlError } from '../../errors/index.ts'
import { removeDatabase } from '../../resources/database-removal.ts'
import type { Context } from '../context.ts'
import { declined } from '../declined.ts'
import { instanceOf, instancesOf, told, wantedDatabase } from './subject.ts'

export interface RemovalPreview {
  readonly project: string
  readonly environment: string
  readonly database: string
  /** Identifier of the instance that goes. */
  readonly remove: string
}

export interface RemovalResult extends RemovalPreview {
  readonly outcome: 'removed'
  /** Its last snapshot; absent where it was on its way out already. */
  readonly snapshot?: string | undefined
  readonly seconds: number
}

export interface RemovalOptions {
  /** Identifier of the instance. */
  readonly remove: string
  readonly confirm: (preview: RemovalPreview) => Promise<boolean>
}

/** @throws DeployctlError `restore.unknown-instance`; `restore.in-use` for the instance that tasks use */
export async function previewRemoval(
  context: Context,
  database: string,
  remove: string,
): Promise<RemovalPreview> {
  wantedDatabase(context, database)
  const instances = await instancesOf(context, database)
  if (instanceOf(instances, database, remove) === instances.current) {
    throw new DeployctlError('restore.in-use', { message: `${remove} is what ${database} is by now.` })
  }
  const { project, environment } = context.scope
  return { project, environment, database, remove }
}

/** Deletes an instance that was replaced, or that was restored and is not needed; a last snapshot of it stays. */
export async function removeCopy(
  context: Context,
  database: string,
  { remove, confirm }: RemovalOptions,
): Promise<RemovalResult> {
  const started = context.clock.now()
  const preview = await previewRemoval(context, database, remove)
  if (!(await confirm(preview))) throw declined('restore')
  const state = instanceOf(await instancesOf(context, database), database, remove)
  const snapshot = await told(context, remove, 'remove', run => removeDatabase(state, run))
  return { ...preview, outcome: 'removed', snapshot, seconds: (context.clock.now() - started) / 1000 }
}
