import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { formatCidr, parseCidr } from './cidr.ts'
import { dependencyViolation, describe, find, invalidValue } from './records.ts'
import { createRouteTable } from './route-tables.ts'
import { createGroup } from './security-groups.ts'
import {
  type Ec2Operations,
  internetGateways,
  networkInterfaces,
  routeTables,
  securityGroupRules,
  securityGroups,
  subnets,
  type VpcRecord,
  vpcEndpoints,
  vpcs,
} from './tables.ts'
import { tagsFor } from './tags.ts'

export const vpcOperations = {
  CreateVpc({ CidrBlock, InstanceTenancy = 'default', TagSpecifications }, call) {
    const VpcId = call.id('vpc-')
    const cidr = checkedCidr(CidrBlock)
    const vpc = call.table(vpcs).put(VpcId, {
      VpcId,
      CidrBlock: cidr,
      State: 'available',
      IsDefault: false,
      OwnerId: call.account,
      DhcpOptionsId: 'dopt-0d5c0000000000000',
      InstanceTenancy,
      CidrBlockAssociationSet: [
        {
          AssociationId: call.id('vpc-cidr-assoc-'),
          CidrBlock: cidr,
          CidrBlockState: { State: 'associated' },
        },
      ],
      Tags: tagsFor('vpc', TagSpecifications),
      attributes: { enableDnsSupport: true, enableDnsHostnames: false },
    })
    createRouteTable(call, vpc, { main: true, tags: [] })
    createGroup(call, { vpc, name: 'default', description: 'default VPC security group', tags: [] })
    return { Vpc: { ...vpc, State: 'pending' } }
  },

  DescribeVpcs({ VpcIds, Filters, ...paging }, call) {
    const { items, next } = describe(call, vpcs, { ids: VpcIds, filters: Filters, fields, paging })
    return { Vpcs: items, NextToken: next }
  },

  DescribeVpcAttribute({ VpcId, Attribute }, call) {
    const { attributes } = find(call, vpcs, VpcId)
    if (Attribute === 'enableDnsSupport')
      return { VpcId, EnableDnsSupport: { Value: attributes.enableDnsSupport } }
    if (Attribute === 'enableDnsHostnames') {
      return { VpcId, EnableDnsHostnames: { Value: attributes.enableDnsHostnames } }
    }
    throw invalidValue(`Value (${Attribute}) for parameter attribute is invalid. Unknown attribute.`)
  },

  ModifyVpcAttribute({ VpcId, EnableDnsSupport, EnableDnsHostnames }, call) {
    find(call, vpcs, VpcId)
    if (EnableDnsSupport && EnableDnsHostnames) {
      throw awsError(
        'InvalidParameterCombination',
        'Fields for multiple attribute types specified: enableDnsHostnames, enableDnsSupport',
      )
    }
    call.table(vpcs).update(VpcId, ({ attributes }) => {
      attributes.enableDnsSupport = EnableDnsSupport?.Value ?? attributes.enableDnsSupport
      attributes.enableDnsHostnames = EnableDnsHostnames?.Value ?? attributes.enableDnsHostnames
    })
    return {}
  },

  DeleteVpc({ VpcId }, call) {
    find(call, vpcs, VpcId)
    if (hasDependencies(VpcId, call)) throw dependencyViolation('vpc', VpcId)
    const belongs = (record: { VpcId: string }) => record.VpcId === VpcId
    for (const { RouteTableId } of call.table(routeTables).filter(belongs))
      call.table(routeTables).delete(RouteTableId)
    for (const { GroupId } of call.table(securityGroups).filter(belongs)) {
      const rules = call.table(securityGroupRules)
      for (const rule of rules.filter(rule => rule.GroupId === GroupId))
        rules.delete(rule.SecurityGroupRuleId)
      call.table(securityGroups).delete(GroupId)
    }
    call.table(vpcs).delete(VpcId)
    return {}
  },
} satisfies Ec2Operations

const fields = {
  'vpc-id': (vpc: VpcRecord) => vpc.VpcId,
  cidr: (vpc: VpcRecord) => vpc.CidrBlock,
  'cidr-block-association.cidr-block': (vpc: VpcRecord) => vpc.CidrBlock,
  'is-default': (vpc: VpcRecord) => vpc.IsDefault,
  'owner-id': (vpc: VpcRecord) => vpc.OwnerId,
  state: (vpc: VpcRecord) => vpc.State,
}

function checkedCidr(text: string | undefined): string {
  if (text === undefined)
    throw awsError('MissingParameter', 'The request must contain the parameter cidrBlock')
  const cidr = parseCidr(text)
  if (!cidr) {
    throw invalidValue(`Value (${text}) for parameter cidrBlock is invalid. This is not a valid CIDR block.`)
  }
  if (cidr.bits < 16 || cidr.bits > 28) throw awsError('InvalidVpc.Range', `The CIDR '${text}' is invalid.`)
  return formatCidr(cidr)
}

/** The default security group and the main route table go with their VPC; nothing else does. */
function hasDependencies(vpcId: string, call: Call): boolean {
  const belongs = (record: { VpcId: string }) => record.VpcId === vpcId
  return (
    call.table(subnets).find(belongs) !== undefined ||
    call.table(networkInterfaces).find(belongs) !== undefined ||
    call.table(vpcEndpoints).find(belongs) !== undefined ||
    call.table(securityGroups).find(group => belongs(group) && group.GroupName !== 'default') !== undefined ||
    call.table(routeTables).find(table => belongs(table) && !table.Associations?.some(({ Main }) => Main)) !==
      undefined ||
    call.table(internetGateways).find(({ Attachments }) => Attachments?.[0]?.VpcId === vpcId) !== undefined
  )
}
