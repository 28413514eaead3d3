import { type AwsError, awsError } from '../../aws-error.ts'

type Statement = Readonly<Record<string, unknown>>

/**
 * Checks a role's trust policy.
 *
 * @throws AwsError MalformedPolicyDocument
 */
export function checkTrustPolicy(text: string): void {
  for (const statement of statementsOf(text)) {
    if (has(statement, 'Resource')) throw malformed('Has prohibited field Resource')
    if (!has(statement, 'Principal')) throw malformed('Missing required field Principal')
    if (!has(statement, 'Action')) throw malformed('Missing required field Action')
  }
}

/**
 * Checks a policy that grants something to its holder.
 *
 * @throws AwsError MalformedPolicyDocument
 */
export function checkIdentityPolicy(text: string): void {
  for (const statement of statementsOf(text)) {
    if (has(statement, 'Principal')) throw malformed('Policy document should not specify a principal.')
    if (!has(statement, 'Action')) throw malformed('Policy statement must contain actions.')
    if (!has(statement, 'Resource')) throw malformed('Policy statement must contain resources.')
    checkActions([statement.Action ?? []].flat())
  }
}

/** As AWS answers documents: percent-encoded after RFC 3986, which is stricter than `encodeURIComponent`. */
export function encodeDocument(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

function statementsOf(text: string): Statement[] {
  const { Version, Statement } = parse(text)
  if (Version !== undefined && Version !== '2012-10-17' && Version !== '2008-10-17') {
    throw malformed('The policy must contain a valid version string')
  }
  const statements = [Statement ?? []].flat() as Statement[]
  if (statements.length === 0) throw malformed('Syntax errors in policy.')
  if (statements.some(({ Effect }) => Effect !== 'Allow' && Effect !== 'Deny')) {
    throw malformed('Syntax errors in policy.')
  }
  return statements
}

function parse(text: string): Statement {
  try {
    const document: unknown = JSON.parse(text)
    if (typeof document === 'object' && document !== null) return document as Statement
  } catch {
    // Falls through to the same refusal.
  }
  throw malformed('This policy contains invalid Json')
}

function has(statement: Statement, field: string): boolean {
  return statement[field] !== undefined || statement[`Not${field}`] !== undefined
}

function checkActions(actions: readonly unknown[]): void {
  if (actions.some(action => action !== '*' && !/^[\w-]+:[\w*?]+$/.test(String(action)))) {
    throw malformed('Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.')
  }
}

function malformed(message: string): AwsError {
  return awsError('MalformedPolicyDocumentException', message)
}
