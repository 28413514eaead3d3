import type { CreateDBProxyRequest, DBProxy, UserAuthConfig } from '@aws-sdk/client-rds'
import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { timings } from '../../timings.ts'
import { createInterface, deleteInterface } from '../ec2/network-interfaces.ts'
import { subnets } from '../ec2/tables.ts'
import { roles } from '../iam/tables.ts'
import { page } from '../paging.ts'
import { checkedIdentifier, checkSecurityGroups, invalidValue, moveInterfaces, zonesOf } from './checks.ts'
import { settleCapacities } from './clusters/capacity.ts'
import { type ProxyRecord, proxies, type RdsOperations } from './tables.ts'
import { forgetTags, setTags } from './tagging.ts'

export const proxyOperations = {
  CreateDBProxy(input, call) {
    const name = checkedIdentifier('DBProxyName', input.DBProxyName)
    if (call.table(proxies).has(name)) {
      throw awsError(
        'DBProxyAlreadyExistsFault',
        `Cannot create the DBProxy because a DBProxy with the identifier ${name} already exists.`,
      )
    }
    checkRole(call, input.RoleArn)
    checkAuth(input.Auth ?? [])
    const made = create(call, name, input)
    call.schedule(timings.databaseProxyAvailable, 'rds.proxy', { name, step: 'available' })
    return { DBProxy: shown(made, call) }
  },

  DescribeDBProxies({ DBProxyName, Marker, MaxRecords = 100 }, call) {
    const all = DBProxyName ? [findProxy(call, DBProxyName)] : call.table(proxies).values()
    const { items, next } = page(all, Marker, MaxRecords)
    return { DBProxies: items.map(one => shown(one, call)), Marker: next }
  },

  ModifyDBProxy({ DBProxyName, Auth, RoleArn, RequireTLS, IdleClientTimeout, SecurityGroups }, call) {
    const { name, vpcId, networkInterfaceIds } = usableProxy(call, DBProxyName)
    if (RoleArn) checkRole(call, RoleArn)
    if (Auth) checkAuth(Auth)
    if (SecurityGroups) checkSecurityGroups(call, SecurityGroups, vpcId)
    const changed = call.table(proxies).update(name, draft => {
      draft.auth = Auth ?? draft.auth
      draft.roleArn = RoleArn ?? draft.roleArn
      draft.requiresTls = RequireTLS ?? draft.requiresTls
      draft.idleTimeout = IdleClientTimeout ?? draft.idleTimeout
      draft.securityGroups = SecurityGroups ?? draft.securityGroups
    })
    if (SecurityGroups) moveInterfaces(call, networkInterfaceIds, SecurityGroups)
    return { DBProxy: shown(changed, call) }
  },

  DeleteDBProxy({ DBProxyName }, call) {
    const { name, status } = findProxy(call, DBProxyName)
    if (status === 'deleting')
      throw awsError('InvalidDBProxyStateFault', `DBProxy ${name} is already being deleted.`)
    const going = call.table(proxies).update(name, draft => {
      draft.status = 'deleting'
    })
    call.schedule(timings.databaseProxyDeleted, 'rds.proxy', { name, step: 'deleted' })
    return { DBProxy: shown(going, call) }
  },
} satisfies RdsOperations

export interface ProxyStep {
  readonly name: string
  readonly step: 'available' | 'deleted'
}

export function advanceProxy({ name, step }: ProxyStep, call: Call): void {
  const proxy = call.table(proxies).get(name)
  if (step === 'available' && proxy?.status === 'creating') {
    call.table(proxies).update(name, draft => {
      draft.status = 'available'
    })
  }
  if (step !== 'deleted' || proxy?.status !== 'deleting') return
  for (const id of proxy.networkInterfaceIds) deleteInterface(call, id)
  forgetTags(call, proxy.arn)
  call.table(proxies).delete(name)
  settleCapacities(call)
}

/** @throws AwsError DBProxyNotFoundFault */
export function findProxy(call: Call, name: string): ProxyRecord {
  const found = call.table(proxies).get(name.toLowerCase())
  if (found) return found
  throw awsError(
    'DBProxyNotFoundFault',
    `The specified proxy name ${name} doesn't correspond to a proxy owned by your Amazon Web Services account in the specified Amazon Web Services Region.`,
  )
}

/** @throws AwsError also InvalidDBProxyStateFault unless nothing else happens to the proxy */
export function usableProxy(call: Call, name: string): ProxyRecord {
  const proxy = findProxy(call, name)
  if (proxy.status === 'available') return proxy
  throw awsError('InvalidDBProxyStateFault', `DBProxy ${proxy.name} is ${proxy.status}, not available.`)
}

function create(call: Call, name: string, input: CreateDBProxyRequest): ProxyRecord {
  const { EngineFamily, VpcSubnetIds = [], VpcSecurityGroupIds = [] } = input
  if (EngineFamily !== 'POSTGRESQL' && EngineFamily !== 'MYSQL')
    throw invalidValue(`Invalid EngineFamily: ${EngineFamily}`)
  const vpcId = checkedVpc(call, VpcSubnetIds)
  checkSecurityGroups(call, VpcSecurityGroupIds, vpcId)
  const arn = call.arn(`db-proxy:prx-${call.id()}`)
  setTags(call, arn, input.Tags)
  const made = VpcSubnetIds.map(subnetId =>
    createInterface(call, {
      subnetId,
      groups: VpcSecurityGroupIds,
      description: `Network interface for DBProxy ${name}`,
      requester: 'amazon-rds',
    }),
  )
  return call.table(proxies).put(name, {
    name,
    arn,
    targetGroupArn: call.arn(`target-group:prx-tg-${call.id()}`),
    family: EngineFamily,
    host: `${name}.proxy-c${call.id('', 11)}.${call.region}.rds.amazonaws.com`,
    vpcId,
    subnetIds: VpcSubnetIds,
    networkInterfaceIds: made.map(({ NetworkInterfaceId }) => NetworkInterfaceId),
    createdAt: call.date,
    auth: input.Auth ?? [],
    roleArn: input.RoleArn!,
    requiresTls: input.RequireTLS ?? false,
    idleTimeout: input.IdleClientTimeout ?? 1800,
    securityGroups: VpcSecurityGroupIds,
    status: 'creating',
    pool: { MaxConnectionsPercent: 100, MaxIdleConnectionsPercent: 50, ConnectionBorrowTimeout: 120 },
  })
}

/** "This VPC should have a minimum of two subnets that are in different Availability Zones" (RDS User Guide). */
function checkedVpc(call: Call, ids: readonly string[]): string {
  const vpcs = new Set(ids.map(id => call.table(subnets).get(id)?.VpcId))
  const [vpcId] = vpcs
  if (vpcs.size !== 1 || vpcId === undefined)
    throw awsError(
      'InvalidSubnet',
      `The requested subnets [${ids.join(', ')}] are invalid, or not all in a common VPC.`,
    )
  if (zonesOf(call, ids).length < 2)
    throw invalidValue('You must specify subnets in at least two Availability Zones.')
  return vpcId
}

function checkRole(call: Call, arn: string): void {
  const role = call.table(roles).get(arn.split('/').at(-1)!)
  if (role?.AssumeRolePolicyDocument.includes('rds.amazonaws.com')) return
  throw invalidValue(`IAM role ARN value is invalid or does not include the required permissions for: RDS`)
}

function checkAuth(auth: readonly UserAuthConfig[]): void {
  if (auth.length === 0) throw invalidValue('You must specify at least one Auth.')
  for (const { SecretArn, AuthScheme = 'SECRETS' } of auth)
    if (AuthScheme !== 'SECRETS' || !SecretArn?.startsWith('arn:aws:secretsmanager:'))
      throw invalidValue(`Invalid secret: ${SecretArn}`)
}

function shown(record: ProxyRecord, call: Call): DBProxy {
  return {
    DBProxyName: record.name,
    DBProxyArn: record.arn,
    Status: record.status,
    EngineFamily: record.family,
    VpcId: record.vpcId,
    VpcSecurityGroupIds: record.securityGroups,
    VpcSubnetIds: record.subnetIds,
    Auth: record.auth.map(({ AuthScheme = 'SECRETS', IAMAuth = 'DISABLED', ...one }) => ({
      ...one,
      AuthScheme,
      IAMAuth,
    })),
    RoleArn: record.roleArn,
    Endpoint: record.host,
    RequireTLS: record.requiresTls,
    IdleClientTimeout: record.idleTimeout,
    DebugLogging: false,
    CreatedDate: record.createdAt,
    UpdatedDate: call.date,
  }
}
