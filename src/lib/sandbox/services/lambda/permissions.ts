import type { Call } from '../../service.ts'
import { uuid } from '../identifiers.ts'
import { letsService } from '../invocation/resource-policies.ts'
import { arnOf, checkRevision, conflict, findFunction, findVersion, notFound, readName } from './lookup.ts'
import { type LambdaOperations, type PolicyRecord, type PolicyStatement, policies } from './tables.ts'

export const permissionOperations = {
  AddPermission(input, call) {
    const arn = target(call, input.FunctionName, input.Qualifier)
    const standing = call.table(policies).get(arn)
    if (standing) checkRevision(standing, input.RevisionId)
    const { StatementId, Action, Principal, SourceArn, SourceAccount } = input
    if (standing?.statements.some(({ Sid }) => Sid === StatementId)) {
      throw conflict(
        `The statement id (${StatementId}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
      )
    }
    const condition = {
      ...(SourceAccount && { StringEquals: { 'AWS:SourceAccount': SourceAccount } }),
      ...(SourceArn && { ArnLike: { 'AWS:SourceArn': SourceArn } }),
    }
    const statement: PolicyStatement = {
      Sid: StatementId,
      Effect: 'Allow',
      Principal: principalOf(Principal),
      Action,
      Resource: arn,
      ...(Object.keys(condition).length > 0 && { Condition: condition }),
    }
    const statements = [...(standing?.statements ?? []), statement]
    call.table(policies).put(arn, { statements, revisionId: uuid(call) })
    return { Statement: JSON.stringify(statement) }
  },

  RemovePermission({ FunctionName, StatementId, Qualifier, RevisionId }, call) {
    const arn = target(call, FunctionName, Qualifier)
    const standing = call.table(policies).get(arn)
    if (!standing?.statements.some(({ Sid }) => Sid === StatementId)) {
      throw notFound(`Statement ${StatementId} is not found in resource policy.`)
    }
    checkRevision(standing, RevisionId)
    const statements = standing.statements.filter(({ Sid }) => Sid !== StatementId)
    if (statements.length === 0) call.table(policies).delete(arn)
    else call.table(policies).put(arn, { statements, revisionId: uuid(call) })
    return {}
  },

  GetPolicy({ FunctionName, Qualifier }, call) {
    const standing = call.table(policies).get(target(call, FunctionName, Qualifier))
    if (!standing) throw notFound('The resource you requested does not exist.')
    return { Policy: documentOf(standing), RevisionId: standing.revisionId }
  },
} satisfies LambdaOperations

/**
 * Whether a service of AWS may call a function on behalf of something.
 *
 * @param functionArn with the version or alias that is called
 * @param source ARN of the rule, or of the API's route
 */
export function mayInvoke(call: Call, functionArn: string, service: string, source: string): boolean {
  const policy = call.table(policies).get(functionArn)
  return letsService(policy && documentOf(policy), service, 'lambda:invokefunction', source)
}

function target(call: Call, reference: string, given: string | undefined): string {
  const { name, qualifier } = readName(reference, given)
  findFunction(call, name)
  if (qualifier !== undefined) findVersion(call, name, qualifier)
  return arnOf(call, name, qualifier)
}

function principalOf(principal: string): PolicyStatement['Principal'] {
  if (principal === '*') return '*'
  if (principal.endsWith('.amazonaws.com')) return { Service: principal }
  return { AWS: /^\d{12}$/.test(principal) ? `arn:aws:iam::${principal}:root` : principal }
}

function documentOf({ statements }: PolicyRecord): string {
  return JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement: statements })
}
