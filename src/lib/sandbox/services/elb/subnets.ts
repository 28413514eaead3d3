import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { internetGateways, type SubnetRecord, securityGroups, subnets } from '../ec2/tables.ts'
import { invalid } from './names.ts'

/**
 * The subnets of a load balancer: at least two, each in a zone of its own, all in one VPC.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html#subnets-load-balancer
 *
 * @throws AwsError ValidationError, SubnetNotFound, InvalidConfigurationRequest, InvalidSubnet
 */
export function checkedSubnets(call: Call, ids: readonly string[], scheme: string): SubnetRecord[] {
  const found = ids.map(id => {
    const subnet = call.table(subnets).get(id)
    if (!subnet) throw awsError('SubnetNotFound', `The subnet ID '${id}' does not exist`)
    return subnet
  })
  const zones = new Set(found.map(({ AvailabilityZone }) => AvailabilityZone))
  if (zones.size < found.length) {
    throw awsError(
      'InvalidConfigurationRequest',
      'A load balancer cannot be attached to multiple subnets in the same Availability Zone',
    )
  }
  if (zones.size < 2) {
    throw invalid('At least two subnets in two different Availability Zones must be specified')
  }
  const vpcs = [...new Set(found.map(({ VpcId }) => VpcId))]
  if (vpcs.length > 1)
    throw awsError('InvalidConfigurationRequest', 'All subnets must belong to the same VPC')
  if (scheme === 'internet-facing') checkGateway(call, vpcs[0]!)
  return found
}

function checkGateway(call: Call, vpcId: string): void {
  const attached = call
    .table(internetGateways)
    .find(({ Attachments = [] }) => Attachments.some(attachment => attachment.VpcId === vpcId))
  if (!attached) throw awsError('InvalidSubnet', `VPC ${vpcId} has no internet gateway`)
}

/** @throws AwsError InvalidSecurityGroup */
export function checkSecurityGroups(call: Call, ids: readonly string[], vpcId: string): void {
  for (const id of ids) {
    const group = call.table(securityGroups).get(id)
    if (!group) throw awsError('InvalidSecurityGroup', `The security group '${id}' does not exist`)
    if (group.VpcId !== vpcId) {
      throw awsError(
        'InvalidConfigurationRequest',
        'One or more security groups are invalid: they belong to another VPC than the load balancer',
      )
    }
  }
}
