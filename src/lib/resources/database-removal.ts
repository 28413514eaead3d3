import { unlessMissing, until } from '../aws/index.ts'
import type { DatabaseForm } from './database-form.ts'
import { formOf } from './database-forms.ts'
import { finalSnapshotName } from './database-names.ts'
import type { DatabaseState } from './database-state.ts'
import type { Run } from './resource.ts'
import { tellOnce } from './tell-once.ts'

/** The last snapshot of a large database takes its time. */
const patience = 4 * 60 * 60

/**
 * Deletes a database, which AWS keeps a last snapshot of, and waits until it is gone.
 * @returns the snapshot's identifier; undefined where the database was on its way out already
 */
export async function removeDatabase(have: DatabaseState, run: Run): Promise<string | undefined> {
  const snapshot = await begin(formOf(have), have.identifier, run)
  await untilGone(have, run)
  return snapshot
}

export async function untilGone(have: DatabaseState, run: Run): Promise<void> {
  const { identifier } = have
  const tell = tellOnce(run.waiting)
  await until({ ...run, what: `database ${identifier} to be deleted`, within: patience }, async () => {
    const found = await formOf(have).find(identifier, run.id, run.ports)
    if (found) tell(`${identifier} is ${found.state.status}`)
    return found ? undefined : true
  })
}

async function begin(form: DatabaseForm, identifier: string, run: Run): Promise<string | undefined> {
  const { id, ports, clock } = run
  const found = await form.find(identifier, id, ports)
  if (!found || found.state.status === 'deleting') return undefined
  if (found.state.status === 'stopped') await start(form, identifier, run)
  if (found.state.deletionProtection) await form.unprotect(identifier, ports)
  const snapshot = finalSnapshotName(identifier, new Date(clock.now()))
  if (!(await unlessMissing(form.remove(found.state, snapshot, ports)))) return undefined
  run.emit({ type: 'notice', message: `What was in ${identifier} stays in its last snapshot, ${snapshot}.` })
  return snapshot
}

/** AWS changes nothing about a database that is stopped, its protection included, and takes no snapshot of it. */
async function start(form: DatabaseForm, identifier: string, run: Run): Promise<void> {
  await form.start(identifier, run.ports)
  const tell = tellOnce(run.waiting)
  await until({ ...run, what: `database ${identifier} to be started`, within: patience }, async () => {
    const found = await form.find(identifier, run.id, run.ports)
    if (found) tell(`${identifier} is ${found.state.status}: it has to run to be deleted`)
    return !found || isUp(found.state) ? true : undefined
  })
}

function isUp(state: DatabaseState): boolean {
  const members = state.form === 'cluster' ? state.members : []
  return [state, ...members].every(({ status }) => status === 'available')
}
