import type { NetworkConfiguration } from '@aws-sdk/client-ecs'
import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { securityGroups, subnets } from '../ec2/tables.ts'

function refuse(message: string): never {
  throw awsError('InvalidParameterException', message)
}

/**
 * What awsvpc mode asks of a network configuration.
 *
 * @throws AwsError InvalidParameterException
 */
export function checkNetwork(call: Call, configuration: NetworkConfiguration | undefined): void {
  const vpc = configuration?.awsvpcConfiguration
  if (!vpc) refuse("Network Configuration must be provided when networkMode 'awsvpc' is specified.")
  const { subnets: subnetIds = [], securityGroups: groupIds = [] } = vpc
  if (subnetIds.length === 0) refuse('subnets can not be empty.')
  if (subnetIds.length > 16) refuse('subnets can have at most 16 items.')
  if (groupIds.length > 5) refuse('securityGroups can have at most 5 items.')
  const found = subnetIds.map(id => call.table(subnets).get(id) ?? refuse(noSubnet(id)))
  const groups = groupIds.map(id => call.table(securityGroups).get(id) ?? refuse(noGroup(id)))
  if (new Set(found.map(({ VpcId }) => VpcId)).size > 1) refuse('All subnets must be in the same VPC.')
  if (groups.some(({ VpcId }) => VpcId !== found[0]!.VpcId)) {
    refuse('All security groups must be in the same VPC as the subnets.')
  }
}

const noSubnet = (id: string) =>
  `Error retrieving subnet information for [${id}]: The subnet ID '${id}' does not exist (ErrorCode: InvalidSubnetID.NotFound)`

const noGroup = (id: string) =>
  `Error retrieving security group information for [${id}]: The security group '${id}' does not exist (ErrorCode: InvalidGroup.NotFound)`

/** A public address is not given where it is not asked for. */
export function withPublicIp(configuration: NetworkConfiguration | undefined): NetworkConfiguration {
  const vpc = configuration!.awsvpcConfiguration!
  return { awsvpcConfiguration: { securityGroups: [], assignPublicIp: 'DISABLED', ...vpc } }
}
