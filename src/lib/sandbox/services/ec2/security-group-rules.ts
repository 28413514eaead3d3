import type { IpPermission } from '@aws-sdk/client-ec2'
import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { type RuleShape, ruleKey, rulesOf, ruleText } from './permissions.ts'
import { describe, find, invalidValue, missingParameter } from './records.ts'
import {
  type Ec2Operations,
  type SecurityGroupRuleRecord,
  securityGroupRules,
  securityGroups,
} from './tables.ts'
import { tagsFor } from './tags.ts'

const rulesPerDirection = 60

export const securityGroupRuleOperations = {
  AuthorizeSecurityGroupIngress: (input, call) => authorize(input, false, call),
  AuthorizeSecurityGroupEgress: (input, call) => authorize(input, true, call),
  RevokeSecurityGroupIngress: (input, call) => revoke(input, false, call),
  RevokeSecurityGroupEgress: (input, call) => revoke(input, true, call),

  DescribeSecurityGroupRules({ SecurityGroupRuleIds, Filters, ...paging }, call) {
    const question = { ids: SecurityGroupRuleIds, filters: Filters, fields, paging }
    const { items, next } = describe(call, securityGroupRules, question)
    return { SecurityGroupRules: items, NextToken: next }
  },
} satisfies Ec2Operations

interface RuleRequest {
  readonly GroupId?: string | undefined
  readonly IpPermissions?: IpPermission[] | undefined
  readonly IpProtocol?: string | undefined
  readonly FromPort?: number | undefined
  readonly ToPort?: number | undefined
  readonly CidrIp?: string | undefined
  readonly SecurityGroupRuleIds?: string[] | undefined
  readonly TagSpecifications?: Parameters<typeof tagsFor>[1]
}

function authorize(request: RuleRequest, isEgress: boolean, call: Call) {
  const groupId = groupOf(request, call)
  const asked = rulesOf(permissionsIn(request), call)
  const existing = rulesIn(groupId, isEgress, call)
  checkNew(asked, existing)
  const Tags = tagsFor('security-group-rule', request.TagSpecifications)
  const SecurityGroupRules = asked.map(shape => {
    const SecurityGroupRuleId = call.id('sgr-')
    const identity = { SecurityGroupRuleId, GroupId: groupId, GroupOwnerId: call.account, IsEgress: isEgress }
    return call.table(securityGroupRules).put(SecurityGroupRuleId, { ...identity, ...shape, Tags })
  })
  return { Return: true, SecurityGroupRules }
}

function revoke(request: RuleRequest, isEgress: boolean, call: Call) {
  const groupId = groupOf(request, call)
  const ids = request.SecurityGroupRuleIds ?? matchingIds(request, groupId, isEgress, call)
  for (const id of ids) {
    const rule = find(call, securityGroupRules, id)
    if (rule.GroupId !== groupId || rule.IsEgress !== isEgress) {
      throw awsError(
        'InvalidSecurityGroupRuleId.NotFound',
        `The security group rule ID '${id}' does not exist`,
      )
    }
    call.table(securityGroupRules).delete(id)
  }
  return { Return: true }
}

function matchingIds(request: RuleRequest, groupId: string, isEgress: boolean, call: Call): string[] {
  const existing = rulesIn(groupId, isEgress, call)
  return rulesOf(permissionsIn(request), call).map(asked => {
    const rule = existing.find(one => ruleKey(one) === ruleKey(asked))
    if (rule) return rule.SecurityGroupRuleId
    throw awsError('InvalidPermission.NotFound', 'The specified rule does not exist in this security group.')
  })
}

function checkNew(asked: readonly RuleShape[], existing: readonly SecurityGroupRuleRecord[]): void {
  const keys = asked.map(ruleKey)
  if (new Set(keys).size < keys.length)
    throw invalidValue('The same permission must not appear multiple times')
  const double = asked.find(rule => existing.some(one => ruleKey(one) === ruleKey(rule)))
  if (double) {
    throw awsError('InvalidPermission.Duplicate', `the specified rule "${ruleText(double)}" already exists`)
  }
  if (existing.length + asked.length > rulesPerDirection) {
    throw awsError(
      'RulesPerSecurityGroupLimitExceeded',
      'The maximum number of rules per security group has been reached.',
    )
  }
}

function groupOf({ GroupId }: RuleRequest, call: Call): string {
  if (GroupId === undefined) throw missingParameter('groupId')
  return find(call, securityGroups, GroupId).GroupId
}

/** The permissions asked for; the older form has a single one spread over the request. */
function permissionsIn({ IpPermissions, IpProtocol, FromPort, ToPort, CidrIp }: RuleRequest): IpPermission[] {
  if (IpPermissions?.length) return IpPermissions
  if (IpProtocol === undefined) throw missingParameter('ipPermissions')
  return [{ IpProtocol, FromPort, ToPort, IpRanges: [{ CidrIp }] }]
}

function rulesIn(groupId: string, isEgress: boolean, call: Call): SecurityGroupRuleRecord[] {
  return call.table(securityGroupRules).filter(rule => rule.GroupId === groupId && rule.IsEgress === isEgress)
}

const fields = {
  'group-id': (rule: SecurityGroupRuleRecord) => rule.GroupId,
  'security-group-rule-id': (rule: SecurityGroupRuleRecord) => rule.SecurityGroupRuleId,
}
