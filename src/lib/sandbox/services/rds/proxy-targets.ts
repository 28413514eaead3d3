import type { DBProxyTarget, TargetHealth } from '@aws-sdk/client-rds'
import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { timings } from '../../timings.ts'
import { isAllowed } from '../ecs/roles.ts'
import { secrets } from '../secrets-manager/tables.ts'
import { findInstance, invalidState, invalidValue } from './checks.ts'
import { settleCapacities } from './clusters/capacity.ts'
import { findCluster, invalidClusterState, membersOf } from './clusters/checks.ts'
import { clusters } from './clusters/tables.ts'
import { dialectOf } from './engines.ts'
import { findProxy, usableProxy } from './proxies.ts'
import { type InstanceRecord, instances, type ProxyRecord, proxies, type RdsOperations } from './tables.ts'

/** Each proxy has one target group. */
const groupName = 'default'

export const proxyTargetOperations = {
  RegisterDBProxyTargets(input, call) {
    checkGroup(input.TargetGroupName)
    const proxy = usableProxy(call, input.DBProxyName)
    const [wanted, ...more] = named(input)
    if (!wanted) throw invalidValue('You must specify a DB instance or a DB cluster.')
    checkTarget(call, proxy, wanted)
    if (isSame(proxy.target, wanted)) {
      const name = wanted.cluster ?? wanted.instance
      throw awsError('DBProxyTargetAlreadyRegisteredFault', `Target ${name} is already registered.`)
    }
    if (proxy.target || more.length > 0)
      throw awsError('InvalidDBProxyStateFault', `DBProxy ${proxy.name} already has a registered target.`)
    const changed = call.table(proxies).update(proxy.name, draft => {
      draft.target = { ...wanted, since: call.now }
    })
    settleCapacities(call)
    return { DBProxyTargets: targetsOf(changed, call) }
  },

  DeregisterDBProxyTargets(input, call) {
    checkGroup(input.TargetGroupName)
    const { name, target } = usableProxy(call, input.DBProxyName)
    const unknown = named(input).find(one => !isSame(target, one))
    if (unknown !== undefined) {
      const missing = unknown.cluster ?? unknown.instance
      throw awsError('DBProxyTargetNotFoundFault', `DBProxyTarget ${missing} is not registered.`)
    }
    call.table(proxies).update(name, draft => {
      delete draft.target
    })
    settleCapacities(call)
    return {}
  },

  DescribeDBProxyTargets({ DBProxyName, TargetGroupName }, call) {
    checkGroup(TargetGroupName)
    return { Targets: targetsOf(findProxy(call, DBProxyName), call) }
  },

  DescribeDBProxyTargetGroups({ DBProxyName, TargetGroupName }, call) {
    checkGroup(TargetGroupName)
    return { TargetGroups: [groupOf(findProxy(call, DBProxyName), call)] }
  },

  ModifyDBProxyTargetGroup({ DBProxyName, TargetGroupName, ConnectionPoolConfig = {} }, call) {
    checkGroup(TargetGroupName)
    const changed = call.table(proxies).update(usableProxy(call, DBProxyName).name, draft => {
      const { MaxConnectionsPercent, MaxIdleConnectionsPercent, ConnectionBorrowTimeout } =
        ConnectionPoolConfig
      draft.pool = {
        MaxConnectionsPercent: MaxConnectionsPercent ?? draft.pool.MaxConnectionsPercent,
        MaxIdleConnectionsPercent: MaxIdleConnectionsPercent ?? draft.pool.MaxIdleConnectionsPercent,
        ConnectionBorrowTimeout: ConnectionBorrowTimeout ?? draft.pool.ConnectionBorrowTimeout,
      }
    })
    return { DBProxyTargetGroup: groupOf(changed, call) }
  },
} satisfies RdsOperations

interface Target {
  readonly instance?: string
  readonly cluster?: string
}

interface Named {
  readonly DBInstanceIdentifiers?: readonly string[] | undefined
  readonly DBClusterIdentifiers?: readonly string[] | undefined
}

function named({ DBInstanceIdentifiers = [], DBClusterIdentifiers = [] }: Named): Target[] {
  return [
    ...DBInstanceIdentifiers.map(instance => ({ instance: instance.toLowerCase() })),
    ...DBClusterIdentifiers.map(cluster => ({ cluster: cluster.toLowerCase() })),
  ]
}

function isSame(have: Target | undefined, { instance, cluster }: Target): boolean {
  return have !== undefined && have.instance === instance && have.cluster === cluster
}

/** @throws AwsError unless the database is there, available, and of the proxy's family */
function checkTarget(call: Call, { name, family }: ProxyRecord, { instance, cluster }: Target): void {
  const found = cluster === undefined ? findInstance(call, instance!) : findCluster(call, cluster)
  const { identifier, status, engine } = found
  if (status !== 'available') {
    throw cluster === undefined
      ? invalidState(`DB instance ${identifier} is not available: ${status}.`)
      : invalidClusterState(`DB cluster ${identifier} is not available: ${status}.`)
  }
  if (family !== (dialectOf(engine) === 'mysql' ? 'MYSQL' : 'POSTGRESQL'))
    throw invalidValue(`DBProxy ${name} is for ${family}, and ${identifier} is not.`)
}

function checkGroup(name = groupName): void {
  if (name !== groupName)
    throw awsError('DBProxyTargetGroupNotFoundFault', `DBProxyTargetGroup ${name} doesn't exist.`)
}

/** A cluster is followed by its members, which are what the proxy reaches. */
function targetsOf(proxy: ProxyRecord, call: Call): DBProxyTarget[] {
  const { instance, cluster } = proxy.target ?? {}
  const single = instance !== undefined && call.table(instances).get(instance)
  if (single) return [shownTarget(proxy, single, call)]
  const tracked = cluster !== undefined && call.table(clusters).get(cluster)
  if (!tracked) return []
  const members = membersOf(call, tracked).map(
    (member): DBProxyTarget => ({
      ...shownTarget(proxy, member, call),
      TrackedClusterId: cluster,
      Role: member.identifier === tracked.writer ? 'READ_WRITE' : 'READ_ONLY',
    }),
  )
  return [{ RdsResourceId: cluster, Port: tracked.port, Type: 'TRACKED_CLUSTER' }, ...members]
}

function shownTarget(proxy: ProxyRecord, { identifier, host, port, status }: InstanceRecord, call: Call) {
  return {
    RdsResourceId: identifier,
    Endpoint: host,
    Port: port,
    Type: 'RDS_INSTANCE',
    TargetHealth: health(proxy, status, call),
  } as const
}

function health(proxy: ProxyRecord, status: string, call: Call): TargetHealth {
  if (call.now < proxy.target!.since + timings.databaseProxyConnected)
    return {
      State: 'UNAVAILABLE',
      Reason: 'PENDING_PROXY_CAPACITY',
      Description: 'DBProxy Target unavailable due to an internal error',
    }
  if (status !== 'available')
    return { State: 'UNAVAILABLE', Reason: 'UNREACHABLE', Description: 'Database is not reachable' }
  if (proxy.auth.every(({ SecretArn = '' }) => canRead(call, proxy.roleArn, SecretArn)))
    return { State: 'AVAILABLE' }
  return {
    State: 'UNAVAILABLE',
    Reason: 'AUTH_FAILURE',
    Description: 'Proxy does not have any registered credentials',
  }
}

function canRead(call: Call, roleArn: string, secretArn: string): boolean {
  const secret = call.table(secrets).find(({ ARN }) => ARN === secretArn)
  return (
    secret !== undefined &&
    !secret.DeletedDate &&
    isAllowed(call, roleArn, 'secretsmanager:GetSecretValue', secretArn)
  )
}

function groupOf(proxy: ProxyRecord, call: Call) {
  return {
    DBProxyName: proxy.name,
    TargetGroupName: groupName,
    TargetGroupArn: proxy.targetGroupArn,
    IsDefault: true,
    Status: proxy.status,
    ConnectionPoolConfig: { ...proxy.pool, SessionPinningFilters: [] },
    CreatedDate: proxy.createdAt,
    UpdatedDate: call.date,
  }
}
