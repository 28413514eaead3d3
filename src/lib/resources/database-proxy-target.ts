import type { DBProxyTarget } from '@aws-sdk/client-rds'
import { type Ports, pages, unlessExists, unlessMissing, until } from '../aws/index.ts'
import { database } from './database.ts'
import { databaseProxy } from './database-proxy.ts'
import type { DatabaseState } from './database-state.ts'
import { changed, defineResource, type Run, type Standing } from './resource.ts'
import { tellOnce } from './tell-once.ts'

export interface DatabaseProxyTargetSpec {
  /** Logical id of the database, and of its proxy. */
  readonly database: string
}

export interface DatabaseProxyTargetState {
  readonly proxy: string
  /** Identifiers of the instances that the proxy leads to by their own names. */
  readonly instances: readonly string[]
  /** Identifiers of the clusters whose writers it leads to, whichever these are. */
  readonly clusters: readonly string[]
}

type Ends = Pick<DatabaseProxyTargetState, 'instances' | 'clusters'>

const deps = { database, databaseProxy }
type Deps = typeof deps

/** Which database a proxy leads to; a restored one takes the place of the one before here. */
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
        const ends = endsOf(await targets(name, ports))
        return areNone(ends) ? [] : [[id, { proxy: name, ...ends }] as const]
      }),
    )
    return Object.fromEntries(found.flat())
  },

  diff(want, have, deps) {
    const { instances, clusters } = wanted(want, deps)
    return [
      ...changed('instances', have.instances, instances),
      ...changed('clusters', have.clusters, clusters),
    ]
  },

  async ensure(want, _have, deps, run) {
    const { rds } = run.ports
    const DBProxyName = deps.databaseProxy.of(want.database).name
    const ends = wanted(want, deps)
    const standing = endsOf(await targets(DBProxyName, run.ports))
    // A proxy leads to one database: the former has to go before the next one comes.
    const former = without(standing, ends)
    if (!areNone(former)) await deregister(DBProxyName, former, run)
    const added = without(ends, standing)
    if (!areNone(added)) await unlessExists(rds.registerDBProxyTargets(inputFor(DBProxyName, added)))
    await untilConnected(DBProxyName, run)
    return { proxy: DBProxyName, ...ends }
  },

  remove: ({ proxy, instances, clusters }, run) => deregister(proxy, { instances, clusters }, run),

  identify: ({ proxy, instances, clusters }) => `${proxy} → ${[...instances, ...clusters].join(', ')}`,
})

function wanted({ database }: DatabaseProxyTargetSpec, deps: Standing<Deps>): Ends {
  const standing = deps.database.get(database)
  const end = (form: DatabaseState['form']) => (standing?.form === form ? [standing.identifier] : [])
  return { instances: end('instance'), clusters: end('cluster') }
}

/** A cluster's instances are listed, too: they come and go with it. */
function endsOf(found: readonly DBProxyTarget[]): Ends {
  const isCluster = ({ Type }: DBProxyTarget) => Type === 'TRACKED_CLUSTER'
  const own = found.filter(one => !isCluster(one) && !one.TrackedClusterId)
  return {
    instances: own.map(({ RdsResourceId }) => RdsResourceId!),
    clusters: found.filter(isCluster).map(({ RdsResourceId }) => RdsResourceId!),
  }
}

function without(some: Ends, others: Ends): Ends {
  return {
    instances: some.instances.filter(one => !others.instances.includes(one)),
    clusters: some.clusters.filter(one => !others.clusters.includes(one)),
  }
}

function areNone({ instances, clusters }: Ends): boolean {
  return instances.length + clusters.length === 0
}

function inputFor(DBProxyName: string, { instances, clusters }: Ends) {
  return {
    DBProxyName,
    ...(instances.length > 0 && { DBInstanceIdentifiers: [...instances] }),
    ...(clusters.length > 0 && { DBClusterIdentifiers: [...clusters] }),
  }
}

async function deregister(DBProxyName: string, ends: Ends, { ports }: Run): Promise<void> {
  await unlessMissing(ports.rds.deregisterDBProxyTargets(inputFor(DBProxyName, ends)))
}

/** A new proxy takes some minutes to its first connection. */
async function untilConnected(name: string, run: Run): Promise<void> {
  const tell = tellOnce(run.waiting)
  await until({ ...run, what: `proxy ${name} to reach its database`, within: 30 * 60 }, async () => {
    const found = await targets(name, run.ports)
    // Of a cluster it is the instances that have a state.
    const target = found.find(({ Type }) => Type === 'RDS_INSTANCE') ?? found[0]
    const { State = 'unknown', Description } = target?.TargetHealth ?? {}
    tell(`${name} finds its database ${State}${Description ? `: ${Description}` : ''}`)
    return State === 'AVAILABLE' ? true : undefined
  })
}

async function targets(DBProxyName: string, { rds }: Ports): Promise<DBProxyTarget[]> {
  const found = await unlessMissing(pages(rds.describeDBProxyTargets, { DBProxyName }, page => page.Targets))
  return found ?? []
}
