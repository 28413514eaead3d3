import type { Filter } from '@aws-sdk/client-ec2'
import { type AwsError, awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import type { TableOf } from '../../store.ts'
import { page } from '../paging.ts'
import { type Fields, filtered } from './filters.ts'
import type { Tagged } from './tables.ts'

/** Each kind's error code and its name in the message, as AWS spells them. */
const kinds: Readonly<Record<string, readonly [code: string, noun: string]>> = {
  'ec2.vpcs': ['InvalidVpcID.NotFound', 'vpc ID'],
  'ec2.subnets': ['InvalidSubnetID.NotFound', 'subnet ID'],
  'ec2.internet-gateways': ['InvalidInternetGatewayID.NotFound', 'internetGateway ID'],
  'ec2.addresses': ['InvalidAllocationID.NotFound', 'allocation ID'],
  'ec2.route-tables': ['InvalidRouteTableID.NotFound', 'routeTable ID'],
  'ec2.vpc-endpoints': ['InvalidVpcEndpointId.NotFound', 'Vpc Endpoint Id'],
  'ec2.security-groups': ['InvalidGroup.NotFound', 'security group'],
  'ec2.security-group-rules': ['InvalidSecurityGroupRuleId.NotFound', 'security group rule ID'],
  'ec2.network-interfaces': ['InvalidNetworkInterfaceID.NotFound', 'networkInterface ID'],
}

export function notFound(of: TableOf<unknown>, id: string): AwsError {
  if (of.name === 'ec2.nat-gateways') return awsError('NatGatewayNotFound', `NAT gateway ${id} was not found`)
  const [code, noun] = kinds[of.name]!
  return awsError(code, `The ${noun} '${id}' does not exist`)
}

/** @throws AwsError with the kind's own not-found code */
export function find<Value>(call: Call, of: TableOf<Value>, id: string): Value {
  const record = call.table(of).get(id)
  if (record === undefined) throw notFound(of, id)
  return record
}

interface Question<Value> {
  readonly ids: readonly string[] | undefined
  readonly filters: readonly Filter[] | undefined
  readonly fields: Fields<Value>
  readonly paging: { readonly MaxResults?: number | undefined; readonly NextToken?: string | undefined }
}

/** What a describe answers: the ids asked for, all of which must exist, or everything, filtered, a page of it. */
export function describe<Value extends Tagged>(call: Call, of: TableOf<Value>, question: Question<Value>) {
  const { ids = [], filters, fields, paging } = question
  const all = ids.length > 0 ? ids.map(id => find(call, of, id)) : call.table(of).values()
  return page(filtered(all, filters, fields), paging.NextToken, paging.MaxResults ?? 1000)
}

export function dependencyViolation(kind: string, id: string): AwsError {
  return awsError('DependencyViolation', `The ${kind} '${id}' has dependencies and cannot be deleted.`)
}

export function missingParameter(name: string): AwsError {
  return awsError('MissingParameter', `The request must contain the parameter ${name}`)
}

export function invalidValue(message: string): AwsError {
  return awsError('InvalidParameterValue', message)
}
