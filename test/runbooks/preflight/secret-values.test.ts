import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, expect, test } from 'vitest'
import { connect, makePorts } from '../../../src/lib/aws/index.ts'
import type { Context } from '../../../src/lib/runbooks/context.ts'
import { checkSecretValues } from '../../../src/lib/runbooks/preflight/secret-values.ts'
import { fakeClock } from '../../aws/fake-clock.ts'
import { image, manifestOf, scope } from '../../resources/manifest.ts'

const secretsManager = mockClient(SecretsManagerClient)
const secrets = { TOKEN: 'secret:keys.TOKEN' }
const credentials = { accessKeyId: 'testing', secretAccessKey: 'testing' }
const context = {
  manifest: manifestOf({ services: { api: { image, secrets } } }),
  scope,
  ports: makePorts(connect({ region: 'eu-west-1', clock: fakeClock(), credentials })),
  signal: new AbortController().signal,
} as unknown as Context

beforeEach(() => secretsManager.reset())

const refused = (name: string) =>
  secretsManager.on(GetSecretValueCommand).rejects(Object.assign(new Error('no'), { name }))

test('a secret is there with its key, and only its version is told', async () => {
  secretsManager
    .on(GetSecretValueCommand, { SecretId: 'shop-prod/keys' })
    .resolves({ VersionId: 'v1', SecretString: '{"TOKEN": "hidden"}' })
  expect(await checkSecretValues(context, ['api'])).toEqual({
    checks: 1,
    findings: [],
    value: { keys: 'v1' },
  })
})

test.each(['ResourceNotFoundException', 'InvalidRequestException'])(
  'a secret that does not stand, or is to be deleted (%s), is a finding',
  async name => {
    refused(name)
    const { findings } = await checkSecretValues(context, ['api'])
    expect(findings).toEqual([{ message: 'keys has no value.', hint: 'deployctl secrets put prod keys' }])
  },
)

test('what may not be read is told as that', async () => {
  refused('AccessDeniedException')
  await expect(checkSecretValues(context, ['api'])).rejects.toMatchObject({ code: 'aws.denied' })
})
