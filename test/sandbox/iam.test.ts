import { IAM } from '@aws-sdk/client-iam'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Sandbox, startSandbox } from '../../src/lib/sandbox/index.ts'
import { awsCli, describeWithAws } from './aws-tools.ts'
import { clientConfig } from './client-config.ts'

let sandbox: Sandbox
let iam: IAM
beforeAll(async () => {
  sandbox = await startSandbox({ speed: 0 })
  iam = new IAM(clientConfig(sandbox, { region: 'us-east-1' }))
})
afterAll(() => sandbox.close())

function policy(statement: object): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
}

const trust = policy({
  Effect: 'Allow',
  Principal: { Service: 'ecs-tasks.amazonaws.com' },
  Action: 'sts:AssumeRole',
})
const grant = policy({ Effect: 'Allow', Action: ['s3:GetObject'], Resource: "arn:aws:s3:::it's*" })

function makeRole(RoleName: string) {
  return iam.createRole({ RoleName, AssumeRolePolicyDocument: trust })
}

test('a role answers its documents URL-encoded', async () => {
  const Tags = [{ Key: 'deployctl:id', Value: 'api' }]
  const { Role } = await iam.createRole({
    RoleName: 'api',
    Path: '/shop/',
    AssumeRolePolicyDocument: trust,
    Tags,
  })
  expect(Role!.Arn).toBe('arn:aws:iam::123456789012:role/shop/api')
  await iam.putRolePolicy({ RoleName: 'api', PolicyName: 'read', PolicyDocument: grant })
  const { PolicyDocument } = await iam.getRolePolicy({ RoleName: 'api', PolicyName: 'read' })
  expect(PolicyDocument).toContain('it%27s%2A')
  expect(decodeURIComponent(PolicyDocument!)).toBe(grant)
  const got = await iam.getRole({ RoleName: 'api' })
  expect(decodeURIComponent(got.Role!.AssumeRolePolicyDocument!)).toBe(trust)
  expect(got.Role!.Tags).toEqual(Tags)
  const { Roles } = await iam.listRoles({ PathPrefix: '/shop/' })
  expect(Roles!.map(({ RoleName, Tags }) => [RoleName, Tags])).toEqual([['api', undefined]])
})

test('a role goes only after its policies', async () => {
  await makeRole('worker')
  const PolicyArn = 'arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy'
  await iam.attachRolePolicy({ RoleName: 'worker', PolicyArn })
  await iam.putRolePolicy({ RoleName: 'worker', PolicyName: 'read', PolicyDocument: grant })
  const refused = (message: string) =>
    expect(iam.deleteRole({ RoleName: 'worker' })).rejects.toMatchObject({
      name: 'DeleteConflictException',
      message,
    })
  await refused('Cannot delete entity, must detach all policies first.')
  await iam.detachRolePolicy({ RoleName: 'worker', PolicyArn })
  await refused('Cannot delete entity, must delete policies first.')
  await iam.deleteRolePolicy({ RoleName: 'worker', PolicyName: 'read' })
  await iam.deleteRole({ RoleName: 'worker' })
  await expect(iam.getRole({ RoleName: 'worker' })).rejects.toMatchObject({ name: 'NoSuchEntityException' })
})

test('what AWS would refuse is refused', async () => {
  await makeRole('strict')
  const put = (PolicyDocument: string) =>
    iam.putRolePolicy({ RoleName: 'strict', PolicyName: 'p', PolicyDocument })
  const malformed = { name: 'MalformedPolicyDocumentException' }
  await expect(makeRole('strict')).rejects.toMatchObject({ name: 'EntityAlreadyExistsException' })
  await expect(makeRole('not ok')).rejects.toMatchObject({ name: 'ValidationError' })
  await expect(put('{')).rejects.toMatchObject(malformed)
  await expect(put(policy({ Effect: 'Allow', Action: 's3:GetObject' }))).rejects.toMatchObject(malformed)
  await expect(put(policy({ Effect: 'Allow', Action: 'read', Resource: '*' }))).rejects.toMatchObject(
    malformed,
  )
  await expect(
    iam.attachRolePolicy({ RoleName: 'strict', PolicyArn: 'arn:aws:iam::aws:policy/Nothing' }),
  ).rejects.toMatchObject({ name: 'NoSuchEntityException' })
})

test('a service links its role once', async () => {
  const { Role } = await iam.createServiceLinkedRole({ AWSServiceName: 'ecs.amazonaws.com' })
  expect(Role!.Arn).toBe(
    'arn:aws:iam::123456789012:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS',
  )
  await expect(iam.createServiceLinkedRole({ AWSServiceName: 'ecs.amazonaws.com' })).rejects.toMatchObject({
    name: 'InvalidInputException',
    message: expect.stringContaining('has been taken in this account'),
  })
})

describeWithAws('IAM as the AWS CLI sees it', () => {
  test('documents come out decoded', async () => {
    await makeRole('cli')
    const { stdout } = await awsCli(sandbox, ['iam', 'get-role', '--role-name', 'cli'])
    expect(JSON.parse(stdout).Role.AssumeRolePolicyDocument).toEqual(JSON.parse(trust))
  })
})
