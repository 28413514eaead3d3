import type { VpcEndpointType } from '@aws-sdk/client-ec2'
import { type AwsError, awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { requireOneVpc } from './network-interfaces.ts'
import { find, missingParameter } from './records.ts'
import { subnets, vpcEndpoints, vpcs } from './tables.ts'

const gatewayServices = ['s3', 'dynamodb']

/** The services that a private network reaches by an interface endpoint, by the part behind the region. */
const interfaceServices = [
  'cognito-idp',
  'ecr.api',
  'ecr.dkr',
  'ecs',
  'ecs-agent',
  'ecs-telemetry',
  'elasticfilesystem',
  'elasticloadbalancing',
  'events',
  'kms',
  'logs',
  'monitoring',
  's3',
  'secretsmanager',
  'sns',
  'sqs',
  'ssm',
  'ssmmessages',
  'sts',
]

/** @throws AwsError where no such service has an endpoint of that type in this region */
export function serviceOf(name: string | undefined, type: VpcEndpointType, call: Call): string {
  if (name === undefined) throw missingParameter('serviceName')
  const prefix = `com.amazonaws.${call.region}.`
  const service = name.startsWith(prefix) ? name.slice(prefix.length) : ''
  if (![...gatewayServices, ...interfaceServices].includes(service)) {
    throw awsError('InvalidServiceName', `The Vpc Endpoint Service '${name}' does not exist`)
  }
  if (!(type === 'Gateway' ? gatewayServices : interfaceServices).includes(service)) {
    throw awsError('InvalidParameter', `Endpoint type (${type}) does not match available service types.`)
  }
  return name
}

interface Endpoint {
  readonly VpcEndpointId: string
  readonly VpcId: string
  readonly ServiceName: string
  readonly PrivateDnsEnabled?: boolean | undefined
  /** Subnets to be added. */
  readonly SubnetIds: readonly string[]
  readonly Groups: readonly string[]
}

/** @throws AwsError where subnets, groups or private DNS do not go together */
export function checkEndpoint(endpoint: Endpoint, call: Call): void {
  find(call, vpcs, endpoint.VpcId)
  requireOneVpc(call, endpoint.SubnetIds, endpoint.Groups)
  const zones = endpoint.SubnetIds.map(id => find(call, subnets, id).AvailabilityZone)
  const double = endpoint.SubnetIds.find((_id, index) => zones.indexOf(zones[index]!) < index)
  if (double) {
    throw awsError(
      'DuplicateSubnetsInSameZone',
      `Found another VPC endpoint subnet in the availability zone of ${double}`,
    )
  }
  if (endpoint.PrivateDnsEnabled) checkPrivateDns(endpoint, call)
}

function checkPrivateDns({ VpcEndpointId, VpcId, ServiceName }: Endpoint, call: Call): void {
  const { enableDnsHostnames, enableDnsSupport } = find(call, vpcs, VpcId).attributes
  if (!(enableDnsHostnames && enableDnsSupport)) {
    throw privateDnsError(
      `Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for ${VpcId}`,
    )
  }
  const rival = call
    .table(vpcEndpoints)
    .find(
      other =>
        other.VpcEndpointId !== VpcEndpointId &&
        other.VpcId === VpcId &&
        other.ServiceName === ServiceName &&
        other.PrivateDnsEnabled === true,
    )
  if (rival) {
    const domain = ServiceName.split('.').reverse().join('.')
    throw privateDnsError(
      `private-dns-enabled cannot be set because there is already a conflicting DNS domain for ${domain} in the VPC ${VpcId}`,
    )
  }
}

function privateDnsError(message: string): AwsError {
  return awsError('InvalidParameter', message)
}
