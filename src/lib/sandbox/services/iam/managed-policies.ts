import type { Policy } from '@aws-sdk/client-iam'
import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { page } from '../paging.ts'
import { withTags } from '../tags.ts'
import { checkName, checkPath, noSuchEntity } from './checks.ts'
import { checkIdentityPolicy, encodeDocument } from './documents.ts'
import { type IamOperations, type PolicyRecord, policies, roles } from './tables.ts'

/** AWS's own policies that a role for containers or functions may want. */
const awsManaged = new Set(
  [
    'AdministratorAccess',
    'AmazonEC2ContainerRegistryReadOnly',
    'AmazonS3FullAccess',
    'AmazonS3ReadOnlyAccess',
    'AmazonSSMManagedInstanceCore',
    'AmazonSSMReadOnlyAccess',
    'AWSXRayDaemonWriteAccess',
    'CloudWatchAgentServerPolicy',
    'CloudWatchLogsFullAccess',
    'PowerUserAccess',
    'ReadOnlyAccess',
    'SecretsManagerReadWrite',
    'service-role/AmazonEC2ContainerServiceEventsRole',
    'service-role/AmazonECSTaskExecutionRolePolicy',
    'service-role/AmazonRDSEnhancedMonitoringRole',
    'service-role/AWSLambdaBasicExecutionRole',
    'service-role/AWSLambdaVPCAccessExecutionRole',
  ].map(name => `arn:aws:iam::aws:policy/${name}`),
)

export function isAwsManaged(arn: string): boolean {
  return awsManaged.has(arn)
}

export const managedPolicyOperations = {
  CreatePolicy({ PolicyName, Path = '/', PolicyDocument, Description, Tags }, call) {
    checkName('policyName', PolicyName, 128)
    checkPath(Path)
    checkIdentityPolicy(PolicyDocument)
    const Arn = `arn:aws:iam::${call.account}:policy${Path}${PolicyName}`
    if (call.table(policies).has(Arn)) {
      throw awsError(
        'EntityAlreadyExistsException',
        `A policy called ${PolicyName} already exists. Duplicate names are not allowed.`,
      )
    }
    const PolicyId = call.id('ANPA', 17).toUpperCase()
    const record = {
      PolicyName,
      PolicyId,
      Arn,
      Path,
      CreateDate: call.date,
      Description,
      document: PolicyDocument,
    }
    return { Policy: shown(call.table(policies).put(Arn, { ...record, Tags: withTags([], Tags) }), call) }
  },

  GetPolicy: ({ PolicyArn }, call) => ({ Policy: shown(find(PolicyArn, call), call) }),

  GetPolicyVersion({ PolicyArn, VersionId }, call) {
    const { document, CreateDate } = find(PolicyArn, call)
    if (VersionId !== 'v1')
      throw noSuchEntity(`Policy ${PolicyArn} version ${VersionId} does not exist or is not attachable.`)
    return {
      PolicyVersion: { Document: encodeDocument(document), VersionId, IsDefaultVersion: true, CreateDate },
    }
  },

  ListPolicyVersions({ PolicyArn }, call) {
    const { CreateDate } = find(PolicyArn, call)
    return { Versions: [{ VersionId: 'v1', IsDefaultVersion: true, CreateDate }], IsTruncated: false }
  },

  ListPolicies({ PathPrefix = '/', OnlyAttached = false, Marker, MaxItems = 100 }, call) {
    const found = call
      .table(policies)
      .filter(({ Arn, Path }) => Path.startsWith(PathPrefix) && (!OnlyAttached || attachments(Arn, call) > 0))
    const { items, next } = page(found, Marker, MaxItems)
    return {
      Policies: items.map(policy => shown(policy, call)),
      IsTruncated: next !== undefined,
      Marker: next,
    }
  },

  DeletePolicy({ PolicyArn }, call) {
    if (attachments(find(PolicyArn, call).Arn, call) > 0) {
      throw awsError('DeleteConflictException', 'Cannot delete a policy attached to entities.')
    }
    call.table(policies).delete(PolicyArn)
    return {}
  },
} satisfies IamOperations

function find(arn: string, call: Call): PolicyRecord {
  const policy = call.table(policies).get(arn)
  if (!policy) throw noSuchEntity(`Policy ${arn} was not found.`)
  return policy
}

function shown(policy: PolicyRecord, call: Call): Policy {
  return {
    ...policy,
    UpdateDate: policy.CreateDate,
    DefaultVersionId: 'v1',
    IsAttachable: true,
    AttachmentCount: attachments(policy.Arn, call),
    PermissionsBoundaryUsageCount: 0,
  }
}

function attachments(arn: string, call: Call): number {
  return call.table(roles).filter(({ attached }) => attached.includes(arn)).length
}
