import { type AwsError, awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { accessIdentities } from '../cloudfront/tables.ts'
import { bucketOf } from './tables.ts'

interface Statement {
  readonly Effect?: string
  readonly Principal?: unknown
  readonly Action?: string | readonly string[]
  readonly Resource?: string | readonly string[]
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

/** Keys of a condition that pin a statement to somebody (User Guide, "The meaning of public"). */
const pinning =
  /^aws:(SourceArn|SourceAccount|SourceVpc|SourceVpce|SourceIp|PrincipalOrgID|PrincipalAccount|PrincipalArn|userid)$/i

/**
 * Checks a policy that is to be put on a bucket.
 * @throws AwsError MalformedPolicy; AccessDenied where it would let the public in, and the bucket blocks that
 */
export function checkBucketPolicy(bucket: string, text: string, call: Call): void {
  const statements = statementsOf(text)
  for (const statement of statements) checkStatement(bucket, statement, call)
  const block = bucketOf(call, bucket).configurations.publicAccessBlock as
    | { BlockPublicPolicy?: boolean }
    | undefined
  if (!block?.BlockPublicPolicy || !statements.some(isPublic)) return
  throw awsError(
    'AccessDenied',
    `User: ${call.principal.arn} is not authorized to perform: s3:PutBucketPolicy on resource: "arn:aws:s3:::${bucket}" because public policies are blocked by the BlockPublicPolicy block public access setting.`,
    403,
  )
}

/** Whether anybody may read an object, by the bucket's policy, as far as the public is not kept out altogether. */
export function isPublicObject(bucket: string, key: string, call: Call): boolean {
  const { configurations } = bucketOf(call, bucket)
  const block = configurations.publicAccessBlock as { RestrictPublicBuckets?: boolean } | undefined
  if (block?.RestrictPublicBuckets) return false
  return readers(bucket, key, call).some(isPublic)
}

/** Whether CloudFront may read an object for a distribution: by the distribution's ARN, or by its identity. */
export function mayRead(bucket: string, key: string, who: { arn: string; identity: string }, call: Call) {
  return readers(bucket, key, call).some(({ Principal, Condition }) => {
    const principal = Principal as { Service?: string; AWS?: string } | undefined
    if (principal?.Service === 'cloudfront.amazonaws.com') {
      const source = Object.values(Condition ?? {}).flatMap(Object.entries)
      return source.every(([name, value]) => !/^aws:sourcearn$/i.test(name) || value === who.arn)
    }
    return who.identity !== '' && (principal?.AWS?.endsWith(` ${who.identity}`) ?? false)
  })
}

/** Statements that let somebody read an object. */
function readers(bucket: string, key: string, call: Call): Statement[] {
  const text = bucketOf(call, bucket).configurations.policy as string | undefined
  const arn = `arn:aws:s3:::${bucket}/${key}`
  return (text === undefined ? [] : statementsOf(text)).filter(
    ({ Effect, Action = [], Resource = [] }) =>
      Effect === 'Allow' &&
      [Action].flat().some(action => matches('s3:GetObject', action)) &&
      [Resource].flat().some(resource => matches(arn, resource)),
  )
}

function statementsOf(text: string): Statement[] {
  try {
    const { Statement } = JSON.parse(text) as { Statement?: Statement | Statement[] }
    if (Statement) return [Statement].flat()
  } catch {
    throw malformed('Policies must be valid JSON and the first byte must be {')
  }
  throw malformed('Missing required field Statement')
}

function checkStatement(bucket: string, { Principal, Action, Resource }: Statement, call: Call): void {
  if (Principal === undefined) throw malformed('Missing required field Principal')
  if (Action === undefined) throw malformed('Missing required field Action')
  const own = `arn:aws:s3:::${bucket}`
  const resources = [Resource ?? []].flat()
  if (resources.length === 0 || resources.some(one => one !== own && !one.startsWith(`${own}/`)))
    throw malformed('Policy has invalid resource')
  const [, identity] = /^.*:user\/CloudFront Origin Access Identity (\S+)$/.exec(nameOf(Principal)) ?? []
  if (identity !== undefined && !call.table(accessIdentities).get(identity))
    throw malformed('Invalid principal in policy')
}

function isPublic({ Effect, Principal, Condition = {} }: Statement): boolean {
  if (Effect !== 'Allow' || nameOf(Principal) !== '*') return false
  return !Object.values(Condition).some(keys => Object.keys(keys).some(key => pinning.test(key)))
}

function nameOf(principal: unknown): string {
  if (typeof principal === 'string') return principal
  const { AWS } = (principal ?? {}) as { AWS?: string | string[] }
  return [AWS ?? ''].flat()[0] ?? ''
}

function matches(text: string, pattern: string): boolean {
  const literal = pattern.split('*').map(part => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${literal.join('.*')}$`, 's').test(text)
}

function malformed(message: string): AwsError {
  return awsError('MalformedPolicy', message, 400)
}
