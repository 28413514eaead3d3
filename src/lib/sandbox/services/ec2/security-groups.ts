import type { Tag } from '@aws-sdk/client-ec2'
import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { permissionsOf } from './permissions.ts'
import { describe, find, invalidValue, missingParameter } from './records.ts'
import {
  type Ec2Operations,
  networkInterfaces,
  type SecurityGroupRecord,
  securityGroupRules,
  securityGroups,
  type VpcRecord,
  vpcs,
} from './tables.ts'
import { tagsFor } from './tags.ts'

interface NewGroup {
  readonly vpc: VpcRecord
  readonly name: string
  readonly description: string
  readonly tags: Tag[]
}

/** Makes a group that lets everything out, and, the default one, its own members in. */
export function createGroup(
  call: Call,
  { vpc: { VpcId }, name, description, tags }: NewGroup,
): SecurityGroupRecord {
  const GroupId = call.id('sg-')
  const group = call.table(securityGroups).put(GroupId, {
    GroupId,
    SecurityGroupArn: call.arn(`security-group/${GroupId}`),
    GroupName: name,
    Description: description,
    VpcId,
    OwnerId: call.account,
    Tags: tags,
  })
  const shape = { GroupId, GroupOwnerId: call.account, IpProtocol: '-1', FromPort: -1, ToPort: -1, Tags: [] }
  const egress = call.id('sgr-')
  call.table(securityGroupRules).put(egress, {
    ...shape,
    SecurityGroupRuleId: egress,
    IsEgress: true,
    CidrIpv4: '0.0.0.0/0',
  })
  if (name === 'default') {
    const ingress = call.id('sgr-')
    const ReferencedGroupInfo = { GroupId, UserId: call.account }
    call.table(securityGroupRules).put(ingress, {
      ...shape,
      SecurityGroupRuleId: ingress,
      IsEgress: false,
      ReferencedGroupInfo,
    })
  }
  return group
}

export function defaultGroupOf(vpcId: string, call: Call): SecurityGroupRecord {
  find(call, vpcs, vpcId)
  return call
    .table(securityGroups)
    .find(({ VpcId, GroupName }) => VpcId === vpcId && GroupName === 'default')!
}

export const securityGroupOperations = {
  CreateSecurityGroup({ GroupName, Description, VpcId, TagSpecifications }, call) {
    // Only a default VPC makes this optional, and the sandbox's accounts have none.
    if (VpcId === undefined) throw awsError('VPCIdNotSpecified', 'No default VPC for this user')
    const vpc = find(call, vpcs, VpcId)
    checkName(GroupName)
    checkDescription(Description)
    if (call.table(securityGroups).find(group => group.VpcId === VpcId && group.GroupName === GroupName)) {
      throw awsError(
        'InvalidGroup.Duplicate',
        `The security group '${GroupName}' already exists for VPC '${VpcId}'`,
      )
    }
    const tags = tagsFor('security-group', TagSpecifications)
    const group = createGroup(call, { vpc, name: GroupName, description: Description, tags })
    return { GroupId: group.GroupId, SecurityGroupArn: group.SecurityGroupArn, Tags: tags }
  },

  DescribeSecurityGroups({ GroupIds, GroupNames, Filters, ...paging }, call) {
    const question = { ids: GroupIds, filters: Filters, fields: fieldsIn(call), paging }
    const { items, next } = describe(call, securityGroups, question)
    const unknown = GroupNames?.find(
      name => !call.table(securityGroups).find(({ GroupName }) => GroupName === name),
    )
    if (unknown) throw awsError('InvalidGroup.NotFound', `The security group '${unknown}' does not exist`)
    const named = items.filter(({ GroupName }) => GroupNames?.includes(GroupName) ?? true)
    return { SecurityGroups: named.map(group => shown(group, call)), NextToken: next }
  },

  DeleteSecurityGroup({ GroupId }, call) {
    if (GroupId === undefined) throw missingParameter('groupId')
    const { GroupName } = find(call, securityGroups, GroupId)
    if (GroupName === 'default') {
      throw awsError(
        'CannotDelete',
        `the specified group: "${GroupId}" name: "default" cannot be deleted by a user`,
      )
    }
    if (isInUse(GroupId, call))
      throw awsError('DependencyViolation', `resource ${GroupId} has a dependent object`)
    const rules = call.table(securityGroupRules)
    for (const rule of rules.filter(one => one.GroupId === GroupId)) rules.delete(rule.SecurityGroupRuleId)
    call.table(securityGroups).delete(GroupId)
    return { Return: true, GroupId }
  },
} satisfies Ec2Operations

function shown(group: SecurityGroupRecord, call: Call): SecurityGroupRecord {
  const rules = call.table(securityGroupRules).filter(({ GroupId }) => GroupId === group.GroupId)
  return {
    ...group,
    IpPermissions: permissionsOf(rules.filter(({ IsEgress }) => !IsEgress)),
    IpPermissionsEgress: permissionsOf(rules.filter(({ IsEgress }) => IsEgress)),
  }
}

/** A group cannot go while an interface has it or another group's rule names it. */
function isInUse(groupId: string, call: Call): boolean {
  const holds = call
    .table(networkInterfaces)
    .find(one => one.Groups?.some(({ GroupId }) => GroupId === groupId) ?? false)
  const names = call
    .table(securityGroupRules)
    .find(rule => rule.GroupId !== groupId && rule.ReferencedGroupInfo?.GroupId === groupId)
  return holds !== undefined || names !== undefined
}

function fieldsIn(call: Call) {
  const ingress = ({ GroupId }: SecurityGroupRecord) =>
    call.table(securityGroupRules).filter(rule => rule.GroupId === GroupId && !rule.IsEgress)
  return {
    description: (group: SecurityGroupRecord) => group.Description,
    'group-id': (group: SecurityGroupRecord) => group.GroupId,
    'group-name': (group: SecurityGroupRecord) => group.GroupName,
    'ip-permission.cidr': (group: SecurityGroupRecord) => ingress(group).map(({ CidrIpv4 }) => CidrIpv4),
    'ip-permission.group-id': (group: SecurityGroupRecord) =>
      ingress(group).map(({ ReferencedGroupInfo }) => ReferencedGroupInfo?.GroupId),
    'ip-permission.protocol': (group: SecurityGroupRecord) =>
      ingress(group).map(({ IpProtocol }) => IpProtocol),
    'owner-id': (group: SecurityGroupRecord) => group.OwnerId,
    'vpc-id': (group: SecurityGroupRecord) => group.VpcId,
  }
}

function checkName(name: string): void {
  if (name.startsWith('sg-')) {
    throw invalidValue(
      `Value (${name}) for parameter GroupName is invalid. Group names may not be in the format sg-*.`,
    )
  }
  if (name.length === 0 || name.length > 255 || !allowedText.test(name)) {
    throw invalidValue(
      `Value (${name}) for parameter GroupName is invalid. Character sets beyond ASCII are not supported.`,
    )
  }
}

function checkDescription(description: string): void {
  if (description.length === 0 || description.length > 255 || !allowedText.test(description)) {
    throw invalidValue(
      `Invalid security group description. Valid descriptions are strings less than 256 characters from the following set:  a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*`,
    )
  }
}

const allowedText = /^[a-zA-Z0-9. _\-:/()#,@[\]+=&;{}!$*]*$/
