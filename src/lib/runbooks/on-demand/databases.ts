import { until } from '../../aws/index.ts'
import { stoppedOnDemand } from '../../manifest/database-engine.ts'
import { readDatabases } from '../../resources/database-forms.ts'
import type { Context } from '../context.ts'
import { databaseAnswers } from '../live/store-status.ts'

/** Seconds; a large instance takes more than ten minutes. */
const patience = 45 * 60

/** Starts the databases that sleep with the services, and waits until they answer. */
export async function startDatabases(context: Context): Promise<void> {
  const { clock, signal, manifest } = context
  const what = `${stoppedOnDemand(manifest).join(', ')} to be available`
  await until({ clock, signal, what, within: patience }, async () =>
    (await beginDatabases(context)) ? true : undefined,
  )
}

/** Starts those that are stopped. @returns whether all answer already */
export async function beginDatabases(context: Context): Promise<boolean> {
  const names = stoppedOnDemand(context.manifest)
  if (names.length === 0) return true
  const standing = await identified(context, names)
  // One that is still stopping can be started only once it has stopped.
  const stopped = standing.filter(({ status }) => status === 'stopped')
  for (const { DBInstanceIdentifier } of stopped)
    await context.ports.rds.startDBInstance({ DBInstanceIdentifier }, { signal: context.signal })
  return standing.every(({ status }) => databaseAnswers(status))
}

/** Begins to stop them; nobody has to wait for it. */
export async function stopDatabases(context: Context): Promise<void> {
  const names = stoppedOnDemand(context.manifest)
  if (names.length === 0) return
  const running = (await identified(context, names)).filter(({ status }) => status === 'available')
  for (const { DBInstanceIdentifier } of running)
    await context.ports.rds.stopDBInstance({ DBInstanceIdentifier }, { signal: context.signal })
}

async function identified({ scope, ports }: Context, names: readonly string[]) {
  const standing = await readDatabases(scope, ports)
  return [...standing].flatMap(([name, { identifier, status }]) =>
    names.includes(name) ? [{ DBInstanceIdentifier: identifier, status }] : [],
  )
}
