import { unlessMissing, until } from '../aws/index.ts'
import { type DatabaseState, describeInstance } from './database-instance.ts'
import { finalSnapshotName } from './database-names.ts'
import type { Run } from './resource.ts'
import { tellOnce } from './tell-once.ts'

/** The last snapshot of a large database takes its time. */
const patience = 4 * 60 * 60

/**
 * Deletes an instance, which AWS keeps a last snapshot of, and waits until it is gone.
 * @returns the snapshot's identifier; undefined where the instance was on its way out already
 */
export async function removeInstance({ identifier }: DatabaseState, run: Run): Promise<string | undefined> {
  const snapshot = await begin(identifier, run)
  await untilGone(identifier, run)
  return snapshot
}

export async function untilGone(identifier: string, run: Run): Promise<void> {
  const tell = tellOnce(run.waiting)
  await until({ ...run, what: `database ${identifier} to be deleted`, within: patience }, async () => {
    const found = await describeInstance(identifier, run.ports)
    if (found) tell(`${identifier} is ${found.DBInstanceStatus}`)
    return found ? undefined : true
  })
}

async function begin(identifier: string, run: Run): Promise<string | undefined> {
  const { rds } = run.ports
  const found = await describeInstance(identifier, run.ports)
  if (!found || found.DBInstanceStatus === 'deleting') return undefined
  const instance = { DBInstanceIdentifier: identifier }
  if (found.DBInstanceStatus === 'stopped') await start(identifier, run)
  if (found.DeletionProtection) {
    await rds.modifyDBInstance({ ...instance, DeletionProtection: false, ApplyImmediately: true })
  }
  const snapshot = finalSnapshotName(identifier, new Date(run.clock.now()))
  const last = { SkipFinalSnapshot: false, FinalDBSnapshotIdentifier: snapshot }
  if (!(await unlessMissing(rds.deleteDBInstance({ ...instance, ...last })))) return undefined
  run.emit({ type: 'notice', message: `What was in ${identifier} stays in its last snapshot, ${snapshot}.` })
  return snapshot
}

/** AWS changes nothing about an instance that is stopped, its protection included, and takes no snapshot of it. */
async function start(identifier: string, run: Run): Promise<void> {
  await run.ports.rds.startDBInstance({ DBInstanceIdentifier: identifier })
  const tell = tellOnce(run.waiting)
  await until({ ...run, what: `database ${identifier} to be started`, within: patience }, async () => {
    const found = await describeInstance(identifier, run.ports)
    if (found) tell(`${identifier} is ${found.DBInstanceStatus}: it has to run to be deleted`)
    return !found || found.DBInstanceStatus === 'available' ? true : undefined
  })
}
