import { expect, test } from 'vitest'
import { account } from '../scene.ts'
import type { System } from '../templates/system.ts'

export interface Bucket {
  readonly cors?: readonly object[]
  /** What of it anybody may read, as in the resource of its policy: `public/*`. */
  readonly readable?: string
  readonly website?: object
}

/** @param expected by what comes after the environment's prefix */
export function bucketFacts(of: () => System, expected: Readonly<Record<string, Bucket>>): void {
  test.each(Object.entries(expected))(
    'the bucket %s is encrypted, and open only as far as the runbook says',
    async (id, { cors, readable, website }) => {
      const { aws } = of()
      const Bucket = await bucketOf(of(), id)
      const read = (method: string) => aws.call('s3', method, { Bucket })
      const none = ({ message }: Error) => message
      const { ServerSideEncryptionConfiguration } = await read('get_bucket_encryption')
      expect(ServerSideEncryptionConfiguration.Rules).toMatchObject([
        { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
      ])
      const { CORSRules = undefined } = await read('get_bucket_cors').catch(() => ({}))
      if (cors) expect(CORSRules?.map(sorted)).toMatchObject(cors.map(sorted))
      else expect(CORSRules).toBeUndefined()
      const policy = await read('get_bucket_policy').then(({ Policy }) => JSON.parse(Policy), none)
      expect(publicIn(policy)).toEqual(readable ? [`s3:GetObject arn:aws:s3:::${Bucket}/${readable}`] : [])
      const block = (await read('get_public_access_block')).PublicAccessBlockConfiguration
      expect(block).toEqual({
        ...{ BlockPublicAcls: true, IgnorePublicAcls: true },
        ...{ BlockPublicPolicy: !readable, RestrictPublicBuckets: !readable },
      })
      const served = await read('get_bucket_website').catch(() => undefined)
      if (website) expect(served).toMatchObject(website)
      else expect(served).toBeUndefined()
    },
  )
}

/** Names of buckets are the world's, so they carry the account. */
export async function bucketOf({ aws, prefix }: System, id: string): Promise<string> {
  const { Buckets } = await aws.call('s3', 'list_buckets')
  const names: string[] = Buckets.map(({ Name }: { Name: string }) => Name)
  const found = names.filter(name => name.startsWith(`${prefix}-${id}`) && name.includes(account))
  expect(found).toHaveLength(1)
  return found[0]!
}

interface Statement {
  readonly Effect: string
  readonly Principal: unknown
  readonly Action: string | string[]
  readonly Resource: string | string[]
}

function publicIn(policy: { Statement: Statement[] } | string): string[] {
  if (typeof policy === 'string') return []
  return policy.Statement.filter(
    ({ Effect, Principal }) =>
      Effect === 'Allow' && /^("\*"|\{"AWS":"\*"\})$/.test(JSON.stringify(Principal)),
  ).map(({ Action, Resource }) => `${[Action].flat()} ${[Resource].flat()}`)
}

function sorted(rule: object): object {
  const entries = Object.entries(rule).map(([key, value]) => [
    key,
    Array.isArray(value) ? value.toSorted() : value,
  ])
  return Object.fromEntries(entries.filter(([key]) => key !== 'ID'))
}
