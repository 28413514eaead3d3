import type { Call } from '../../service.ts'
import { timings } from '../../timings.ts'
import { policies, type RoleRecord, roles } from '../iam/tables.ts'
import { nameIn } from './lookup.ts'

interface Statement {
  readonly Effect: 'Allow' | 'Deny'
  readonly Action?: string | readonly string[]
  readonly NotAction?: string | readonly string[]
  readonly Resource?: string | readonly string[]
  readonly NotResource?: string | readonly string[]
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>
}

/** What a request says of itself, by condition key. */
type Context = Readonly<Record<string, string | undefined>>

/** Whether ECS can give a role to a task: it is there, trusts ECS tasks, and is old enough to be known everywhere. */
export function isAssumable(call: Call, roleArn: string): boolean {
  const role = roleOf(call, roleArn)
  if (!role?.AssumeRolePolicyDocument.includes('ecs-tasks.amazonaws.com')) return false
  return role.CreateDate.getTime() + timings.roleAssumable <= call.now
}

/** Whether a role's own policies allow an action; conditions on what `context` does not speak of are taken as met. */
export function isAllowed(
  call: Call,
  roleArn: string,
  action: string,
  resource: string,
  context: Context = {},
): boolean {
  const role = roleOf(call, roleArn)
  if (!role) return false
  const matching = statementsOf(call, role).filter(
    statement => covers(statement, action, resource) && isMet(statement, context),
  )
  return (
    matching.some(({ Effect }) => Effect === 'Allow') && !matching.some(({ Effect }) => Effect === 'Deny')
  )
}

function roleOf(call: Call, roleArn: string): RoleRecord | undefined {
  return call.table(roles).get(nameIn(roleArn))
}

function statementsOf(call: Call, role: RoleRecord): Statement[] {
  const own = role.attached.flatMap(arn => call.table(policies).get(arn)?.document ?? [])
  const documents = [...Object.values(role.policies), ...own]
  return [
    ...documents.flatMap(
      document => (JSON.parse(document) as { Statement: Statement | Statement[] }).Statement,
    ),
    ...role.attached.map(arn => ({
      Effect: 'Allow' as const,
      Action: grantedByAws[nameIn(arn)] ?? [],
      Resource: '*',
    })),
  ]
}

/** What AWS's own policies allow, of the actions that ECS needs to start a task. */
const grantedByAws: Readonly<Record<string, readonly string[]>> = {
  AdministratorAccess: ['*'],
  PowerUserAccess: ['*'],
  SecretsManagerReadWrite: ['secretsmanager:*'],
  AmazonSSMReadOnlyAccess: ['ssm:Get*'],
  AmazonSSMManagedInstanceCore: ['ssm:GetParameter', 'ssm:GetParameters'],
  AmazonEC2ContainerRegistryReadOnly: ['ecr:*'],
  AmazonECSTaskExecutionRolePolicy: ['ecr:*', 'logs:CreateLogStream', 'logs:PutLogEvents'],
  CloudWatchLogsFullAccess: ['logs:*'],
}

function covers(statement: Statement, action: string, resource: string): boolean {
  return (
    within(action.toLowerCase(), statement.Action, statement.NotAction, true) &&
    within(resource, statement.Resource, statement.NotResource)
  )
}

function isMet({ Condition = {} }: Statement, context: Context): boolean {
  return Object.entries(Condition)
    .filter(([operator]) => /^(String|Arn)(Equals|Like)$/.test(operator))
    .flatMap(([, keys]) => Object.entries(keys))
    .filter(([key]) => Object.hasOwn(context, key))
    .every(([key, patterns]) => [patterns].flat().some(pattern => isLike(context[key] ?? '', pattern)))
}

function within(
  name: string,
  patterns: string | readonly string[] | undefined,
  exceptions: string | readonly string[] | undefined,
  lower = false,
): boolean {
  const matches = (pattern: string) => isLike(name, lower ? pattern.toLowerCase() : pattern)
  if (exceptions !== undefined) return ![exceptions].flat().some(matches)
  return [patterns ?? []].flat().some(matches)
}

/** IAM's wildcards: `*` for any run of characters, `?` for one. */
function isLike(name: string, pattern: string): boolean {
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${escaped}$`, 's').test(name)
}
