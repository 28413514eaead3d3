import type { DBProxyTarget, TargetHealth } from '@aws-sdk/client-rds'
import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { timings } from '../../timings.ts'
import { isAllowed } from '../ecs/roles.ts'
import { secrets } from '../secrets-manager/tables.ts'
import { findInstance } from './checks.ts'
import { dialectOf } from './engines.ts'
import { findProxy, usableProxy } from './proxies.ts'
import { instances, type ProxyRecord, proxies, type RdsOperations } from './tables.ts'

/** Each proxy has one target group. */
const groupName = 'default'

export const proxyTargetOperations = {
  RegisterDBProxyTargets({ DBProxyName, TargetGroupName, DBInstanceIdentifiers = [] }, call) {
    checkGroup(TargetGroupName)
    const { name, target, family } = usableProxy(call, DBProxyName)
    const [wanted = '', ...more] = DBInstanceIdentifiers
    const { identifier, engine, status } = findInstance(call, wanted)
    if (target?.instance === identifier)
      throw awsError('DBProxyTargetAlreadyRegisteredFault', `Target ${identifier} is already registered.`)
    if (target || more.length > 0)
      throw awsError('InvalidDBProxyStateFault', `DBProxy ${name} already has a registered target.`)
    if (status !== 'available')
      throw awsError('InvalidDBInstanceState', `DB instance ${identifier} is not available: ${status}.`)
    if (family !== (dialectOf(engine) === 'mysql' ? 'MYSQL' : 'POSTGRESQL'))
      throw awsError('InvalidParameterValue', `DBProxy ${name} is for ${family}, and ${identifier} is not.`)
    const changed = call.table(proxies).update(name, draft => {
      draft.target = { instance: identifier, since: call.now }
    })
    return { DBProxyTargets: targetsOf(changed, call) }
  },

  DeregisterDBProxyTargets({ DBProxyName, TargetGroupName, DBInstanceIdentifiers = [] }, call) {
    checkGroup(TargetGroupName)
    const { name, target } = usableProxy(call, DBProxyName)
    const unknown = DBInstanceIdentifiers.find(one => one !== target?.instance)
    if (unknown !== undefined)
      throw awsError('DBProxyTargetNotFoundFault', `DBProxyTarget ${unknown} is not registered.`)
    call.table(proxies).update(name, draft => {
      delete draft.target
    })
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

function checkGroup(name = groupName): void {
  if (name !== groupName)
    throw awsError('DBProxyTargetGroupNotFoundFault', `DBProxyTargetGroup ${name} doesn't exist.`)
}

function targetsOf(proxy: ProxyRecord, call: Call): DBProxyTarget[] {
  const instance = proxy.target && call.table(instances).get(proxy.target.instance)
  if (!instance) return []
  return [
    {
      RdsResourceId: instance.identifier,
      Endpoint: instance.host,
      Port: instance.port,
      Type: 'RDS_INSTANCE',
      TargetHealth: health(proxy, instance.status, call),
    },
  ]
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
