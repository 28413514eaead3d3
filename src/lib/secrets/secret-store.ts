import { unlessMissing } from '../aws/index.ts'
import { DeployctlError } from '../errors/index.ts'
import { deleteSecret } from '../resources/secret.ts'
import { secretName } from '../resources/secret-reference.ts'
import type { Entry } from './entries.ts'
import { newSalt, saltTag } from './fingerprint.ts'
import { replaceCurrent } from './secret-versions.ts'
import type { GivenValue } from './sources.ts'
import type { PutResult, Store } from './store.ts'

/**
 * Writes values of one secret in one version; keys that are not among them stay as they are.
 * @param siblings every declared entry of the same secret
 */
export async function putInSecret(
  given: readonly GivenValue[],
  siblings: readonly Entry[],
  store: Store,
): Promise<PutResult[]> {
  const id = await standing(given[0]!.entry, store)
  const before = new Map<string, string | undefined>()
  const { version, written } = await replaceCurrent(
    id,
    text => merge(text, given, siblings, before),
    store.ports,
  )
  return given.map(({ entry, value }) => {
    const old = before.get(entry.label)
    const outcome = !written || old === value ? 'unchanged' : old ? 'replaced' : 'set'
    return { label: entry.label, outcome, version }
  })
}

/** Takes a key out of its secret; a secret of one value goes as a whole, and can be restored for seven days. */
export async function removeFromSecret(entry: Entry, store: Store): Promise<void> {
  const { name, key, rules } = entry
  const SecretId = secretName(store.scope, name)
  if (key === undefined) {
    await deleteSecret(SecretId, 7, store.ports)
    return
  }
  await standing(entry, store)
  const without = (text: string | undefined) => {
    const { [key]: _removed, ...rest } = valuesIn(text, name)
    return written(rules.optional ? { ...rest, [key]: '' } : rest)
  }
  await replaceCurrent(SecretId, without, store.ports)
}

/** The keys and values of a secret that holds several. */
export function valuesIn(text: string | undefined, name: string): Record<string, string> {
  if (text === undefined) return {}
  try {
    const values = JSON.parse(text)
    if (typeof values === 'object' && values !== null && !Array.isArray(values)) return values
  } catch {
    // Said below, without the text.
  }
  throw new DeployctlError('secrets.invalid-value', {
    message: `Secret ${name} does not hold a JSON object of keys and values.`,
    hint: 'Somebody wrote it by hand. Save what it holds, then delete it and put the keys again.',
  })
}

/** The text that the secret should hold. Notes in `before` what each value was. */
function merge(
  text: string | undefined,
  given: readonly GivenValue[],
  siblings: readonly Entry[],
  before: Map<string, string | undefined>,
): string {
  const [first] = given
  if (first!.entry.key === undefined) {
    replaceOne(first!, text)
    return first!.value
  }
  const old = valuesIn(text, first!.entry.name)
  for (const one of given) replaceOne(one, old[one.entry.key!])
  // ECS starts no task that names an absent key, so what may stay empty is there, and empty.
  const optional = siblings.filter(({ rules }) => rules.optional).map(({ key }) => [key!, ''] as const)
  const values = given.map(({ entry, value }) => [entry.key!, value] as const)
  return written({ ...Object.fromEntries(optional), ...old, ...Object.fromEntries(values) })

  function replaceOne({ entry, value }: GivenValue, was: string | undefined) {
    before.set(entry.label, was)
    refuseReplacing(entry, was, value)
  }
}

/** @throws DeployctlError `secrets.immutable` where a value that must stay would be replaced */
export function refuseReplacing({ label, rules }: Entry, was: string | undefined, value: string): void {
  if (!rules.immutable || !was || was === value) return
  throw new DeployctlError('secrets.immutable', { message: `${label} is immutable, and is set already.` })
}

function written(values: Readonly<Record<string, string>>): string {
  return JSON.stringify(values)
}

/** The secret's name, once it is known to stand and to have a salt. */
async function standing({ name }: Entry, { scope, ports: { secretsManager } }: Store): Promise<string> {
  const SecretId = secretName(scope, name)
  const found = await unlessMissing(secretsManager.describeSecret({ SecretId }))
  if (!found || found.DeletedDate) {
    throw new DeployctlError('secrets.not-standing', { message: `Secret ${SecretId} does not stand.` })
  }
  if (!found.Tags?.some(({ Key }) => Key === saltTag)) {
    await secretsManager.tagResource({ SecretId, Tags: [{ Key: saltTag, Value: newSalt() }] })
  }
  return SecretId
}
