import type { DBProxy } from '@aws-sdk/client-rds'
import { type Ports, pages, unlessExists, unlessMissing, until } from '../aws/index.ts'
import { dialectOf, type Engine } from '../manifest/database-engine.ts'
import { databaseIdentifier } from './database-names.ts'
import { databaseSecret } from './database-secret.ts'
import { failedOnAws } from './failed-on-aws.ts'
import { refuseForeign } from './foreign.ts'
import { idIn, nameOf, tagList } from './names.ts'
import { type Change, changed, defineResource, type Run, type Standing } from './resource.ts'
import { role } from './role.ts'
import { proxyRoleId } from './roles/database-roles.ts'
import { securityGroup } from './security-group.ts'
import { subnet, subnetIds } from './subnet.ts'
import { tellOnce } from './tell-once.ts'

export interface DatabaseProxySpec {
  /** Logical id of the database behind it. */
  readonly database: string
  readonly engine: Engine
}

export interface DatabaseProxyState {
  readonly name: string
  readonly arn: string
  /** AWS's word: `creating`, `available`, `modifying`, `insufficient-resource-limits`, … */
  readonly status: string
  readonly host: string | undefined
  readonly requiresTls: boolean
  readonly roleArn: string | undefined
  readonly secretArn: string | undefined
  readonly securityGroups: readonly string[]
}

const deps = { databaseSecret, role, securityGroup, subnet }
type Deps = typeof deps
const patience = 45 * 60

/** RDS Proxy: many tasks share few connections to a database. It may stand before the database does. */
export const databaseProxy = defineResource<DatabaseProxySpec, DatabaseProxyState, Deps>({
  kind: 'database-proxy',
  stage: 'bootstrap',
  deps,

  desired: ({ databases }) =>
    Object.fromEntries(
      Object.entries(databases)
        .filter(([, { proxy }]) => proxy)
        .map(([id, { engine }]) => [id, { database: id, engine }]),
    ),

  async inspect(scope, ports) {
    const all = await pages(ports.rds.describeDBProxies, {}, page => page.DBProxies)
    const likely = all.filter(({ DBProxyName }) => DBProxyName!.startsWith(nameOf(scope, '')))
    const found = await Promise.all(
      likely.map(async one => {
        const { TagList } = await ports.rds.listTagsForResource({ ResourceName: one.DBProxyArn! })
        const id = idIn(TagList, scope)
        return id === undefined ? [] : [[id, stateOf(one)] as const]
      }),
    )
    return Object.fromEntries(found.flat())
  },

  diff: differences,

  async ensure(want, have, deps, run) {
    const settings = settingsOf(want, deps)
    const name = databaseIdentifier(run.scope, run.id)
    const standing = have ? undefined : await create(want, settings, deps, run)
    const before = have ?? standing
    const differs = before !== undefined && differences(want, before, deps).length > 0
    await untilAvailable(name, run)
    if (differs) {
      const { VpcSecurityGroupIds, ...rest } = settings
      await run.ports.rds.modifyDBProxy({ DBProxyName: name, ...rest, SecurityGroups: VpcSecurityGroupIds })
    }
    return untilAvailable(name, run)
  },

  async remove({ name }, run) {
    await unlessMissing(run.ports.rds.deleteDBProxy({ DBProxyName: name }))
    await until({ ...run, what: `proxy ${name} to be deleted`, within: patience }, async () =>
      (await describe(name, run.ports)) ? undefined : true,
    )
  },

  identify: ({ name }) => name,
})

function differences(want: DatabaseProxySpec, have: DatabaseProxyState, deps: Standing<Deps>): Change[] {
  return [
    ...changed('status', have.status, 'available'),
    ...changed('requiresTls', have.requiresTls, true),
    ...changed('role', have.roleArn, deps.role.get(proxyRoleId(want.database))?.arn),
    ...changed('secret', have.secretArn, deps.databaseSecret.get(want.database)?.arn),
    ...changed('securityGroups', have.securityGroups, groupIds(deps)),
  ]
}

function groupIds({ securityGroup }: Standing<Deps>): string[] {
  const group = securityGroup.get('databases')
  return group ? [group.groupId] : []
}

function settingsOf({ database }: DatabaseProxySpec, deps: Standing<Deps>) {
  return {
    Auth: [
      {
        AuthScheme: 'SECRETS' as const,
        SecretArn: deps.databaseSecret.of(database).arn,
        IAMAuth: 'DISABLED' as const,
      },
    ],
    RequireTLS: true,
    RoleArn: deps.role.of(proxyRoleId(database)).arn,
    VpcSecurityGroupIds: groupIds(deps),
  }
}

/** @returns what stood there already, after a crash */
async function create(
  { engine }: DatabaseProxySpec,
  settings: ReturnType<typeof settingsOf>,
  { subnet }: Standing<Deps>,
  { id, scope, ports }: Run,
): Promise<DatabaseProxyState | undefined> {
  const inner = subnetIds(subnet, 'private')
  const DBProxyName = databaseIdentifier(scope, id)
  const made = await unlessExists(
    ports.rds.createDBProxy({
      ...settings,
      DBProxyName,
      EngineFamily: dialectOf(engine) === 'mysql' ? 'MYSQL' : 'POSTGRESQL',
      VpcSubnetIds: inner.length > 0 ? inner : subnetIds(subnet, 'public'),
      Tags: tagList(scope, id),
    }),
  )
  if (made) return undefined
  const standing = (await describe(DBProxyName, ports))!
  const { TagList } = await ports.rds.listTagsForResource({ ResourceName: standing.DBProxyArn! })
  refuseForeign(TagList, scope, `Database proxy ${DBProxyName}`)
  return stateOf(standing)
}

async function untilAvailable(name: string, run: Run): Promise<DatabaseProxyState> {
  const tell = tellOnce(run.waiting)
  return until({ ...run, what: `proxy ${name} to be available`, within: patience }, async () => {
    const found = await describe(name, run.ports)
    const status = found?.Status ?? 'not visible yet'
    if (/^(incompatible-network|insufficient-resource-limits|suspended)$/.test(status))
      throw failedOnAws(`Database proxy ${name}`, `AWS says ${status}`)
    tell(`${name} is ${status}`)
    return status === 'available' ? stateOf(found!) : undefined
  })
}

async function describe(DBProxyName: string, { rds }: Ports): Promise<DBProxy | undefined> {
  const answer = await unlessMissing(rds.describeDBProxies({ DBProxyName }))
  return answer?.DBProxies?.[0]
}

function stateOf(one: DBProxy): DatabaseProxyState {
  return {
    name: one.DBProxyName!,
    arn: one.DBProxyArn!,
    status: one.Status!,
    host: one.Endpoint,
    requiresTls: one.RequireTLS ?? false,
    roleArn: one.RoleArn,
    secretArn: one.Auth?.[0]?.SecretArn,
    securityGroups: (one.VpcSecurityGroupIds ?? []).toSorted(),
  }
}
