import { awsError } from '../../aws-error.ts'
import { page } from '../paging.ts'
import { findRole } from './checks.ts'
import { shown } from './roles.ts'
import { type IamOperations, roles } from './tables.ts'

/** The role that each service links to itself. */
const linkedRoles: Readonly<Record<string, string>> = {
  'ecs.amazonaws.com': 'AWSServiceRoleForECS',
  'ecs.application-autoscaling.amazonaws.com': 'AWSServiceRoleForApplicationAutoScaling_ECSService',
  'elasticache.amazonaws.com': 'AWSServiceRoleForElastiCache',
  'elasticfilesystem.amazonaws.com': 'AWSServiceRoleForAmazonElasticFileSystem',
  'elasticloadbalancing.amazonaws.com': 'AWSServiceRoleForElasticLoadBalancing',
  'ops.apigateway.amazonaws.com': 'AWSServiceRoleForAPIGateway',
  'rds.amazonaws.com': 'AWSServiceRoleForRDS',
  'spot.amazonaws.com': 'AWSServiceRoleForEC2Spot',
}

export const serviceLinkedRoleOperations = {
  CreateServiceLinkedRole({ AWSServiceName, Description }, call) {
    const RoleName = linkedRoles[AWSServiceName]
    if (!RoleName) {
      throw awsError(
        'InvalidInputException',
        `${AWSServiceName} is not a supported service principal for service-linked roles.`,
      )
    }
    if (call.table(roles).has(RoleName)) {
      throw awsError(
        'InvalidInputException',
        `Service role name ${RoleName} has been taken in this account, please try a different suffix.`,
      )
    }
    const Path = `/aws-service-role/${AWSServiceName}/`
    const statement = { Effect: 'Allow', Principal: { Service: AWSServiceName }, Action: 'sts:AssumeRole' }
    const role = call.table(roles).put(RoleName, {
      RoleName,
      RoleId: call.id('AROA', 17).toUpperCase(),
      Arn: `arn:aws:iam::${call.account}:role${Path}${RoleName}`,
      Path,
      CreateDate: call.date,
      Description,
      MaxSessionDuration: 3600,
      AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
      policies: {},
      attached: [],
      Tags: [],
    })
    return { Role: shown(role) }
  },

  DeleteServiceLinkedRole({ RoleName }, call) {
    const { Path } = findRole(call, RoleName)
    call.table(roles).delete(RoleName)
    return { DeletionTaskId: `task${Path}${RoleName}/${call.id('', 32)}` }
  },

  GetServiceLinkedRoleDeletionStatus: () => ({ Status: 'SUCCEEDED' }),

  ListAccountAliases({ Marker, MaxItems = 100 }) {
    return { AccountAliases: page<string>([], Marker, MaxItems).items, IsTruncated: false }
  },
} satisfies IamOperations
