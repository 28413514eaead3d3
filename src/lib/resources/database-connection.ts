import { createHash } from 'node:crypto'
import { type Ports, unlessMissing } from '../aws/index.ts'
import { DeployctlError } from '../errors/index.ts'
import type { Engine } from '../manifest/database-engine.ts'
import { canonicalJson } from './canonical-json.ts'
import { database } from './database.ts'
import { formFor } from './database-forms.ts'
import { databaseProxy } from './database-proxy.ts'
import { databaseProxyTarget } from './database-proxy-target.ts'
import { databaseSecret, databaseSecrets, readCredentials } from './database-secret.ts'
import { tagOf } from './database-state.ts'
import { connectionValues, type Place } from './database-url.ts'
import type { Exported } from './outputs.ts'
import { changed, defineResource, type Run, type Standing } from './resource.ts'

export interface DatabaseConnectionSpec {
  /** Logical id of the database. */
  readonly database: string
  readonly engine: Engine
  readonly name: string
  readonly username: string
  readonly schemas: readonly string[]
  readonly proxied: boolean
  /** Identifier of an instance, or of a cluster, that somebody else made. */
  readonly existing: string | undefined
}

/** Its version is the hash of all that was written, but for the password. */
export interface DatabaseConnectionState extends Exported {
  /** `HOST:PORT/NAME` */
  readonly endpoint: string
}

const deps = { database, databaseProxy, databaseProxyTarget, databaseSecret }
type Deps = typeof deps

/** On the secret, so that nobody has to read it to know where it leads. */
const tags = { endpoint: 'deployctl:endpoint', content: 'deployctl:content' }

/** How tasks reach a database: kept in the secret that its password lies in, once it answers. */
export const databaseConnection = defineResource<DatabaseConnectionSpec, DatabaseConnectionState, Deps>({
  kind: 'database-connection',
  stage: 'bootstrap',
  deps,
  traitOf: database,

  desired: ({ databases }) =>
    Object.fromEntries(
      Object.entries(databases).map(([id, { engine, name, username, schemas, proxy, existing }]) => [
        id,
        { database: id, engine, name, username, schemas, proxied: proxy, existing },
      ]),
    ),

  async inspect(scope, ports) {
    const secrets = await databaseSecrets(scope, ports)
    return Object.fromEntries(
      secrets.flatMap(([id, { ARN, Tags }]) => {
        const endpoint = tagOf(Tags, tags.endpoint)
        return endpoint ? [[id, stateOf(endpoint, tagOf(Tags, tags.content), ARN)] as const] : []
      }),
    )
  },

  async adopt({ database, engine, existing, name }, ports) {
    if (existing === undefined) return undefined
    const { state } = (await formFor(engine).find(existing, database, ports)) ?? {}
    if (state?.endpoint)
      return stateOf(endpointOf({ ...state.endpoint, name: state.name ?? name }), undefined)
    throw new DeployctlError('preflight.existing-missing', {
      message: `databases.existing names ${existing}, which has no address (yet).`,
    })
  },

  diff(want, have, deps) {
    const place = placeOf(want, deps)
    return [
      ...changed('endpoint', have.endpoint, place && endpointOf(place)),
      ...changed('content', have.version, place && hashOf(place)),
    ]
  },

  async ensure(want, _have, deps, run) {
    const place = placeOf(want, deps)!
    const { arn } = deps.databaseSecret.of(want.database)
    await write(arn, place, run)
    return stateOf(endpointOf(place), hashOf(place), arn)
  },

  async remove({ secretArn }, { ports }) {
    const TagKeys = Object.values(tags)
    await unlessMissing(ports.secretsManager.untagResource({ SecretId: secretArn!, TagKeys }))
  },

  identify: ({ endpoint }) => endpoint,
})

/** Undefined while what answers does not stand. */
function placeOf(want: DatabaseConnectionSpec, deps: Standing<Deps>): Place | undefined {
  const own = deps.database.get(want.database)?.endpoint
  const host = want.proxied ? deps.databaseProxy.get(want.database)?.host : own?.host
  return own && host ? { ...want, host, port: own.port } : undefined
}

function endpointOf({ host, port, name }: Pick<Place, 'host' | 'port' | 'name'>): string {
  return `${host}:${port}/${name}`
}

function hashOf(place: Place): string {
  const values = canonicalJson(connectionValues(place, ''))
  return createHash('sha256').update(values).digest('hex').slice(0, 16)
}

function stateOf(endpoint: string, version: string | undefined, secretArn?: string): DatabaseConnectionState {
  const [, host = '', port = '', name = ''] = /^(.+):(\d+)\/(.*)$/.exec(endpoint) ?? []
  const outputs = { host, port, name, ...(secretArn && { secretArn }) }
  return { endpoint, outputs, secretArn, version }
}

/** The tags come last: a run that dies before them is repeated. */
async function write(SecretId: string, place: Place, { ports }: Run): Promise<void> {
  const { password } = await readCredentials(SecretId, ports)
  const values = { username: place.username, password, ...connectionValues(place, password) }
  await put(SecretId, values, ports)
  await ports.secretsManager.tagResource({
    SecretId,
    Tags: [
      { Key: tags.endpoint, Value: endpointOf(place) },
      { Key: tags.content, Value: hashOf(place) },
    ],
  })
}

async function put(SecretId: string, values: object, { secretsManager }: Ports): Promise<void> {
  await secretsManager.putSecretValue({ SecretId, SecretString: JSON.stringify(values) })
}
