import type { Ports } from '../aws/index.ts'
import { DeployctlError } from '../errors/index.ts'
import type { Scope } from '../resources/names.ts'
import type { Entry } from './entries.ts'
import { putParameter, removeParameter } from './parameter-store.ts'
import { putInSecret, removeFromSecret } from './secret-store.ts'
import type { GivenValue } from './sources.ts'
import { prepareValue } from './validation.ts'

/** Where values are kept. */
export interface Store {
  readonly scope: Scope
  readonly ports: Ports
}

export interface PutResult {
  readonly label: string
  readonly outcome: 'set' | 'replaced' | 'unchanged'
  /** AWS's id or number of the version that holds it. */
  readonly version: string
}

/**
 * Checks every value, then writes them all; those of one secret together. Nothing is written where one is refused.
 * @param entries everything that the manifest declares
 * @throws DeployctlError `secrets.invalid-value`, `secrets.immutable`, `secrets.not-standing`, `secrets.not-ours`
 */
export async function putSecrets(
  given: readonly GivenValue[],
  entries: readonly Entry[],
  store: Store,
): Promise<PutResult[]> {
  const prepared = await Promise.all(
    given.map(async ({ entry, value }) => ({ entry, value: await prepareValue(entry, value) })),
  )
  const bySecret = Map.groupBy(
    prepared.filter(({ entry }) => entry.kind === 'secret'),
    ({ entry }) => entry.name,
  )
  const parameters = prepared.filter(({ entry }) => entry.kind === 'parameter')
  const results = await Promise.all([
    ...[...bySecret].map(([name, values]) =>
      putInSecret(
        values,
        entries.filter(one => one.kind === 'secret' && one.name === name),
        store,
      ),
    ),
    ...parameters.map(one => putParameter(one, store)),
  ])
  return results.flat()
}

/**
 * Removes one value; gone already is success.
 * @throws DeployctlError `secrets.immutable`, `secrets.not-ours`
 */
export async function removeSecret(entry: Entry, store: Store): Promise<void> {
  if (entry.rules.immutable) {
    throw new DeployctlError('secrets.immutable', { message: `${entry.label} is immutable, and is kept.` })
  }
  await (entry.kind === 'secret' ? removeFromSecret(entry, store) : removeParameter(entry, store))
}
