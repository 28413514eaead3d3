import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Sandbox, startSandbox } from '../../src/lib/sandbox/index.ts'
import { awsCli, boto3, describeWithAws } from './aws-tools.ts'
import { clientConfig } from './client-config.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox()
})
afterAll(() => sandbox.close())

test('the caller is who the access key says', async () => {
  const sts = new STSClient(clientConfig(sandbox, { accessKeyId: '111122223333' }))
  const identity = await sts.send(new GetCallerIdentityCommand({}))
  expect(identity.Account).toBe('111122223333')
  expect(identity.Arn).toBe('arn:aws:iam::111122223333:user/sandbox')
})

test('any other access key belongs to the default account', async () => {
  const sts = new STSClient(clientConfig(sandbox, { accessKeyId: 'AKIAEXAMPLE' }))
  const identity = await sts.send(new GetCallerIdentityCommand({}))
  expect(identity.Account).toBe('123456789012')
})

test('an assumed role is another principal, until its credentials expire', async () => {
  const sts = new STSClient(clientConfig(sandbox))
  const RoleArn = 'arn:aws:iam::444455556666:role/deploy'
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'ci' }))
  const {
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    SessionToken: sessionToken,
  } = Credentials!
  const credentials = {
    accessKeyId: accessKeyId!,
    secretAccessKey: secretAccessKey!,
    sessionToken: sessionToken!,
  }
  const assumed = new STSClient({ ...clientConfig(sandbox), credentials })
  const identity = await assumed.send(new GetCallerIdentityCommand({}))
  expect(identity.Arn).toBe('arn:aws:sts::444455556666:assumed-role/deploy/ci')

  await sandbox.advance(3_600_000)
  await expect(assumed.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({ name: 'ExpiredToken' })
})

test('a request that names no credential is refused', async () => {
  const body = 'Action=GetCallerIdentity&Version=2011-06-15'
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const response = await fetch(sandbox.endpoint, { method: 'POST', headers, body })
  expect(response.status).toBe(403)
  expect(await response.text()).toContain('<Code>MissingAuthenticationToken</Code>')
})

describeWithAws('AWS CLI and boto3', () => {
  test('tell the caller', async () => {
    const { stdout } = await awsCli(sandbox, ['sts', 'get-caller-identity'])
    expect(JSON.parse(stdout).Arn).toBe('arn:aws:iam::123456789012:user/sandbox')
    const role = { RoleArn: 'nonsense-that-is-no-role-arn', RoleSessionName: 'ci' }
    expect((await boto3(sandbox, 'sts', 'assume_role', role)).error).toBe('ValidationError')
  })

  test('exchange a web identity for a role without a signature', async () => {
    const RoleArn = 'arn:aws:iam::444455556666:role/deploy'
    const input = { RoleArn, RoleSessionName: 'ci', WebIdentityToken: 'a.b.c' }
    const { output } = await boto3(sandbox, 'sts', 'assume_role_with_web_identity', input)
    expect(output.AssumedRoleUser.Arn).toBe('arn:aws:sts::444455556666:assumed-role/deploy/ci')
  })
})
