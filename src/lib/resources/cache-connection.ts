import { type Ports, unlessMissing } from '../aws/index.ts'
import { DeployctlError } from '../errors/index.ts'
import { cache } from './cache.ts'
import { cacheSecret, readCacheCredentials } from './cache-secret.ts'
import { type Endpoint, endpointOf } from './cache-state.ts'
import { connectionSecrets } from './connection-secret.ts'
import type { Exported } from './outputs.ts'
import { changed, defineResource } from './resource.ts'

export interface CacheConnectionSpec {
  /** Logical id of the cache. */
  readonly cache: string
  /** Id of a replication group that somebody else made. */
  readonly existing: string | undefined
}

export interface CacheConnectionState extends Exported {
  /** `HOST:PORT` */
  readonly endpoint: string
}

/** On the secret: where its URL leads to, so that nobody has to read it to find out. */
const endpointTag = 'deployctl:endpoint'

const deps = { cache, cacheSecret }

/** What tasks are told of a cache: its host and port in the clear, and in its secret the URL, with the password. */
export const cacheConnection = defineResource<CacheConnectionSpec, CacheConnectionState, typeof deps>({
  kind: 'cache-connection',
  stage: 'bootstrap',
  deps,
  traitOf: cacheSecret,

  desired: ({ caches }) =>
    Object.fromEntries(Object.entries(caches).map(([id, { existing }]) => [id, { cache: id, existing }])),

  async inspect(scope, ports) {
    const secrets = await connectionSecrets('caches', scope, ports)
    const found = secrets.map(([id, { ARN, Tags }]) => {
      const endpoint = Tags?.find(({ Key }) => Key === endpointTag)?.Value
      return endpoint ? [[id, stateOf(endpoint, ARN)] as const] : []
    })
    return Object.fromEntries(found.flat())
  },

  adopt: async ({ existing }, ports) => (existing === undefined ? undefined : adoptCache(existing, ports)),

  diff: (want, have, { cache }) => {
    const endpoint = cache.get(want.cache)?.endpoint
    return changed('endpoint', have.endpoint, endpoint && textOf(endpoint))
  },

  async ensure(want, _have, deps, { ports }) {
    const { arn } = deps.cacheSecret.of(want.cache)
    const { endpoint } = deps.cache.of(want.cache)
    const { password } = await readCacheCredentials(arn, ports)
    const { host, port } = endpoint!
    const value = { password, host, port: String(port), url: `rediss://:${password}@${host}:${port}` }
    await ports.secretsManager.putSecretValue({ SecretId: arn, SecretString: JSON.stringify(value) })
    const Tags = [{ Key: endpointTag, Value: textOf(endpoint!) }]
    await ports.secretsManager.tagResource({ SecretId: arn, Tags })
    return stateOf(textOf(endpoint!), arn)
  },

  async remove({ secretArn }, { ports }) {
    const untagged = ports.secretsManager.untagResource({ SecretId: secretArn!, TagKeys: [endpointTag] })
    await unlessMissing(untagged)
  },

  identify: ({ endpoint }) => endpoint,
})

async function adoptCache(ReplicationGroupId: string, { elasticache }: Ports): Promise<CacheConnectionState> {
  const answer = await unlessMissing(elasticache.describeReplicationGroups({ ReplicationGroupId }))
  const group = answer?.ReplicationGroups?.[0]
  const endpoint = group && endpointOf(group)
  if (endpoint) return stateOf(textOf(endpoint), undefined)
  throw new DeployctlError('preflight.existing-missing', {
    message: `caches names ${ReplicationGroupId}, which is not in this account and region, or is not available.`,
  })
}

function stateOf(endpoint: string, secretArn: string | undefined): CacheConnectionState {
  const [host = '', port = ''] = endpoint.split(':')
  return { endpoint, secretArn, outputs: { host, port, ...(secretArn && { secretArn }) } }
}

function textOf({ host, port }: Endpoint): string {
  return `${host}:${port}`
}
