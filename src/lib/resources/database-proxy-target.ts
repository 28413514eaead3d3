import type { DBProxyTarget } from '@aws-sdk/client-rds'
import { type Ports, pages, unlessExists, unlessMissing, until } from '../aws/index.ts'
import { database } from './database.ts'
import { databaseProxy } from './database-proxy.ts'
import { changed, defineResource, type Run, type Standing } from './resource.ts'
import { tellOnce } from './tell-once.ts'

export interface DatabaseProxyTargetSpec {
  /** Logical id of the database, and of its proxy. */
  readonly database: string
}

export interface DatabaseProxyTargetState {
  readonly proxy: string
  /** Identifiers of the instances that the proxy leads to. */
  readonly instances: readonly string[]
}

const deps = { database, databaseProxy }
type Deps = typeof deps

/** Which instance a proxy leads to; a restored one takes the place of the one before here. */
export const databaseProxyTarget = defineResource<DatabaseProxyTargetSpec, DatabaseProxyTargetState, Deps>({
  kind: 'database-proxy-target',
  stage: 'bootstrap',
  deps,

  desired: ({ databases }) =>
    Object.fromEntries(
      Object.entries(databases)
        .filter(([, { proxy }]) => proxy)
        .map(([id]) => [id, { database: id }]),
    ),

  async inspect(scope, ports) {
    const proxies = Object.entries(await databaseProxy.inspect(scope, ports))
    const found = await Promise.all(
      proxies.map(async ([id, { name }]) => {
        const instances = (await targets(name, ports)).map(({ RdsResourceId }) => RdsResourceId!)
        return instances.length > 0 ? [[id, { proxy: name, instances }] as const] : []
      }),
    )
    return Object.fromEntries(found.flat())
  },

  diff: (want, have, deps) => changed('instances', have.instances, wanted(want, deps)),

  async ensure(want, _have, deps, run) {
    const { rds } = run.ports
    const DBProxyName = deps.databaseProxy.of(want.database).name
    const instances = wanted(want, deps)
    const standing = (await targets(DBProxyName, run.ports)).map(({ RdsResourceId }) => RdsResourceId!)
    const former = standing.filter(one => !instances.includes(one))
    const added = instances.filter(one => !standing.includes(one))
    // A proxy leads to one instance: the former has to go before the next one comes.
    if (former.length > 0) await deregister(DBProxyName, former, run)
    if (added.length > 0)
      await unlessExists(rds.registerDBProxyTargets({ DBProxyName, DBInstanceIdentifiers: added }))
    await untilConnected(DBProxyName, run)
    return { proxy: DBProxyName, instances }
  },

  remove: ({ proxy, instances }, run) => deregister(proxy, instances, run),

  identify: ({ proxy, instances }) => `${proxy} → ${instances.join(', ')}`,
})

function wanted({ database }: DatabaseProxyTargetSpec, deps: Standing<Deps>): string[] {
  const standing = deps.database.get(database)
  return standing ? [standing.identifier] : []
}

async function deregister(DBProxyName: string, instances: readonly string[], { ports }: Run): Promise<void> {
  const input = { DBProxyName, DBInstanceIdentifiers: [...instances] }
  await unlessMissing(ports.rds.deregisterDBProxyTargets(input))
}

/** A new proxy takes some minutes to its first connection. */
async function untilConnected(name: string, run: Run): Promise<void> {
  const tell = tellOnce(run.waiting)
  await until({ ...run, what: `proxy ${name} to reach its database`, within: 30 * 60 }, async () => {
    const [target] = await targets(name, run.ports)
    const { State = 'unknown', Description } = target?.TargetHealth ?? {}
    tell(`${name} finds its database ${State}${Description ? `: ${Description}` : ''}`)
    return State === 'AVAILABLE' ? true : undefined
  })
}

async function targets(DBProxyName: string, { rds }: Ports): Promise<DBProxyTarget[]> {
  const found = await unlessMissing(pages(rds.describeDBProxyTargets, { DBProxyName }, page => page.Targets))
  return found ?? []
}
