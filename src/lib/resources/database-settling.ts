import { unlessExists, until } from '../aws/index.ts'
import { DeployctlError } from '../errors/index.ts'
import { type DatabaseSpec, type DatabaseSurroundings, databaseChanges } from './database-diff.ts'
import type { DatabaseForm, FoundDatabase } from './database-form.ts'
import { formFor } from './database-forms.ts'
import { databaseIdentifier, databaseTags } from './database-names.ts'
import { readCredentials } from './database-secret.ts'
import type { DatabaseState } from './database-state.ts'
import { failedOnAws } from './failed-on-aws.ts'
import { refuseForeign } from './foreign.ts'
import { idIn, tagList } from './names.ts'
import type { Run } from './resource.ts'
import { tellOnce } from './tell-once.ts'

/** A large database with a standby, an upgrade, or a restored one that loads much, takes its time. */
const patience = 4 * 60 * 60

/** States that no waiting leads out of. */
const broken =
  /^(cloning-failed|failed|inaccessible-encryption-credentials.*|incompatible-.*|migration-failed|restore-error|storage-full)$/

/** Begins a database under the name that it has from the start; one that a crash left there is taken up. */
export async function createDatabase(
  want: DatabaseSpec,
  around: DatabaseSurroundings,
  secretArn: string,
  { id, scope, ports }: Run,
): Promise<string> {
  const form = formFor(want.engine)
  const identifier = databaseIdentifier(scope, id)
  const Tags = [...tagList(scope, id), { Key: databaseTags.of, Value: id }]
  const found = await form.find(identifier, id, ports)
  if (!found) {
    const { password } = await readCredentials(secretArn, ports)
    if (await unlessExists(form.create({ identifier, want, around, Tags }, password, ports)))
      return identifier
  }
  const { tags } = found ?? (await form.find(identifier, id, ports)) ?? {}
  refuseForeign(tags, scope, `${form.title} ${identifier}`)
  if (idIn(tags, scope) === id) return identifier
  throw new DeployctlError('graph.name-taken', {
    message: `${form.title} ${identifier} stands already: it was ${id} until another took its place.`,
    hint: `Make it ${id} again with \`deployctl restore ENV ${id} --switch-to ${identifier}\`, or remove it with \`--remove\`.`,
  })
}

/** Brings a database that stands to what is wanted, and waits until AWS says that it works. */
export async function settleDatabase(
  want: DatabaseSpec,
  identifier: string,
  around: DatabaseSurroundings,
  run: Run,
): Promise<DatabaseState> {
  const form = formFor(want.engine)
  const standing = await untilReady(form, identifier, run)
  const changes = databaseChanges(want, standing, around).map(({ path }) => path)
  await form.change(changes, { identifier, want, around, Tags: [] }, standing, run)
  const settled = await untilSettled(want, identifier, around, run)
  if (!settled.restartPending) return settled
  await form.restart(settled, run.ports)
  return untilSettled(want, identifier, around, run, true)
}

/** Resolves once a database takes changes; one that is stopped takes none, and AWS says so. */
export async function untilReady(form: DatabaseForm, identifier: string, run: Run): Promise<DatabaseState> {
  const what = `database ${identifier} to be available`
  const tell = tellOnce(run.waiting)
  return until({ ...run, what, within: patience }, async () => {
    const state = (await look(form, identifier, run, tell))?.state
    return state && /^(available|backing-up|storage-optimization|stopped)$/.test(state.status)
      ? state
      : undefined
  })
}

/** For a few seconds after a change AWS still says `available`: what it says of the values counts. */
async function untilSettled(
  want: DatabaseSpec,
  identifier: string,
  around: DatabaseSurroundings,
  run: Run,
  isRestarted = false,
): Promise<DatabaseState> {
  const what = `database ${identifier} to be as wanted`
  const tell = tellOnce(run.waiting)
  return until({ ...run, what, within: patience }, async () => {
    const state = (await look(formFor(want.engine), identifier, run, tell))?.state
    if (!state) return undefined
    const left = databaseChanges(want, state, around).filter(
      ({ path, replace }) => path !== 'parameters' && !replace,
    )
    return left.length === 0 && !(isRestarted && state.restartPending) ? state : undefined
  })
}

async function look(
  form: DatabaseForm,
  identifier: string,
  { id, ports }: Run,
  tell: (detail: string) => void,
): Promise<FoundDatabase | undefined> {
  const found = await form.find(identifier, id, ports)
  const all = found?.state.form === 'cluster' ? [found.state, ...found.state.members] : [found?.state]
  for (const one of all) {
    const { identifier: name = identifier, status = 'not visible yet' } = one ?? {}
    if (broken.test(status)) throw failedOnAws(`Database ${name}`, `AWS says ${status}`)
  }
  const busy = all.find(one => one && one.status !== 'available') ?? all[0]
  tell(`${busy?.identifier ?? identifier} is ${busy?.status ?? 'not visible yet'}`)
  return found
}
