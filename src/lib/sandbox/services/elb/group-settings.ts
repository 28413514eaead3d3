import type {
  CreateTargetGroupInput,
  ModifyTargetGroupInput,
  TargetGroup,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import type { Call } from '../../service.ts'
import { vpcs } from '../ec2/tables.ts'
import { invalid } from './names.ts'

/** @throws AwsError ValidationError */
export function wantedOf(call: Call, input: CreateTargetGroupInput): TargetGroup {
  const { Name: _name, Tags: _tags, TargetType = 'instance', ...given } = input
  if (TargetType === 'lambda') return forFunction(given)
  const { Protocol, Port, VpcId } = given
  if (Protocol === undefined || Port === undefined) throw invalid('A protocol and a port must be specified')
  if (VpcId === undefined) throw invalid('A VPC ID must be specified')
  if (!call.table(vpcs).has(VpcId)) throw invalid(`The VPC ID '${VpcId}' is not found`)
  if (Port < 1 || Port > 65_535) throw invalid(`Port '${Port}' must be from 1 to 65535`)
  return {
    ...ofEvery,
    TargetType,
    ProtocolVersion: 'HTTP1',
    HealthCheckProtocol: 'HTTP',
    HealthCheckPort: 'traffic-port',
    HealthCheckEnabled: true,
    HealthCheckIntervalSeconds: 30,
    HealthCheckTimeoutSeconds: 5,
    ...given,
  }
}

const ofEvery = {
  IpAddressType: 'ipv4',
  HealthCheckPath: '/',
  HealthyThresholdCount: 5,
  UnhealthyThresholdCount: 2,
  Matcher: { HttpCode: '200' },
} as const

/** A function has no address, and nobody asks after its health unless told to. */
function forFunction(given: Omit<CreateTargetGroupInput, 'Name' | 'Tags' | 'TargetType'>): TargetGroup {
  const refused = {
    Port: given.Port,
    Protocol: given.Protocol,
    'VPC ID': given.VpcId,
    'Health check protocol': given.HealthCheckProtocol,
    'Health check port': given.HealthCheckPort,
  }
  for (const [name, value] of Object.entries(refused)) {
    if (value !== undefined)
      throw invalid(`${name} cannot be specified for target groups with target type 'lambda'`)
  }
  return {
    ...ofEvery,
    TargetType: 'lambda',
    HealthCheckEnabled: false,
    HealthCheckIntervalSeconds: 35,
    HealthCheckTimeoutSeconds: 30,
    ...given,
  }
}

/**
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
 *
 * @throws AwsError ValidationError
 */
export function checkHealthCheck(
  group: TargetGroup | (ModifyTargetGroupInput & Pick<TargetGroup, 'TargetType'>),
): void {
  const { HealthCheckIntervalSeconds: interval = 30, HealthCheckTimeoutSeconds: timeout = 5 } = group
  const within = (name: string, value: number, from: number, to: number) => {
    if (value < from || value > to) throw invalid(`${name} '${value}' must be between '${from}' and '${to}'`)
  }
  within('Health check interval', interval, 5, 300)
  within('Health check timeout', timeout, 2, 120)
  within('Healthy threshold count', group.HealthyThresholdCount ?? 5, 2, 10)
  within('Unhealthy threshold count', group.UnhealthyThresholdCount ?? 2, 2, 10)
  if (timeout >= interval) throw invalid('Health check timeout must be smaller than the interval')
  if (!group.HealthCheckPath?.startsWith('/'))
    throw invalid(`Health check path '${group.HealthCheckPath}' must begin with a '/' character`)
  if (group.HealthCheckEnabled === false && group.TargetType !== 'lambda') {
    throw invalid(
      `Health check enabled must be true for target groups with target type '${group.TargetType}'`,
    )
  }
}
