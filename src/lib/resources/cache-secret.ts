import { randomBytes } from 'node:crypto'
import type { Ports } from '../aws/index.ts'
import { connectionSecrets, ensureConnectionSecret } from './connection-secret.ts'
import { defineResource } from './resource.ts'
import { deleteSecret } from './secret.ts'

export interface CacheSecretState {
  readonly arn: string
  readonly name: string
}

const recoveryDays = 7

/**
 * The secret that holds the password of a cache, which is generated here and shown nowhere. It stands before the cache
 * does, so that no crash can leave one whose password nobody knows.
 */
export const cacheSecret = defineResource<Record<never, never>, CacheSecretState>({
  kind: 'cache-secret',
  stage: 'bootstrap',
  deps: {},

  desired: ({ caches }) =>
    Object.fromEntries(
      Object.entries(caches)
        .filter(([, { existing }]) => existing === undefined)
        .map(([id]) => [id, {}]),
    ),

  async inspect(scope, ports) {
    const found = await connectionSecrets('caches', scope, ports)
    return Object.fromEntries(found.map(([id, { ARN, Name }]) => [id, { arn: ARN!, name: Name! }]))
  },

  diff: () => [],

  async ensure(_want, have, _deps, run) {
    if (have) return have
    const arn = await ensureConnectionSecret('caches', { password: randomBytes(32).toString('hex') }, run)
    const { Name } = await run.ports.secretsManager.describeSecret({ SecretId: arn })
    return { arn, name: Name! }
  },

  async remove({ name }, { ports }) {
    await deleteSecret(name, recoveryDays, ports)
  },

  identify: ({ name }) => name,
})

/** What the secret holds. It goes to Secrets Manager and ElastiCache, and nowhere else. */
export interface CacheCredentials {
  readonly password: string
  readonly url?: string
  readonly host?: string
  readonly port?: string
}

export async function readCacheCredentials(
  SecretId: string,
  { secretsManager }: Ports,
): Promise<CacheCredentials> {
  const { SecretString } = await secretsManager.getSecretValue({ SecretId })
  return JSON.parse(SecretString!)
}
