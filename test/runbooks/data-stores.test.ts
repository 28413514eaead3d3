import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { teardown } from '../../src/lib/runbooks/teardown.ts'
import { Stage } from './stage.ts'

/** One environment with a store of each kind, through its life: each test goes on from where the one before it left. */
let stage: Stage
const sections = {
  network: { nat: 'none' },
  tables: { main: { partitionKey: 'PK', sortKey: 'SK', expiry: 'expiresAt' } },
  userPools: { users: { mfa: 'optional' } },
  caches: { main: { nodes: 2 } },
  filesystems: { data: { accessPoints: { workspace: '/workspace' } } },
}
const api = {
  env: {
    TABLE: '${tables.main.name}',
    ISSUER: '${userPools.users.issuer}',
    REDIS_HOST: '${caches.main.host}',
  },
  secrets: { REDIS_URL: '${caches.main.url}' },
  access: { 'tables.main': 'write', 'userPools.users': 'read' },
  mounts: { '/workspace': 'data.workspace' },
}
const all = (change: object = {}) => stage.manifest({ api: { ...api, ...change } }, sections)
const written = () => stage.sandbox.calls.records.filter(({ changed }) => changed).length

beforeAll(async () => {
  stage = await Stage.open(400)
})
afterAll(() => stage.close())

test('bootstrap makes every store, and the second one finds nothing to do', async () => {
  await stage.bootstrap(all())
  const before = written()
  await stage.bootstrap(all())
  expect(written()).toBe(before)
})

test('tasks start with all that they are told, and with what they mount', async () => {
  expect(await stage.deploy(all())).toMatchObject({ outcome: 'succeeded', release: 1 })
  const { ecs } = stage.context(all()).ports
  const { taskDefinition } = await ecs.describeTaskDefinition({ taskDefinition: 'shop-prod-api' })
  const [container] = taskDefinition!.containerDefinitions!
  expect(container!.environment).toMatchObject([
    {
      name: 'ISSUER',
      value: expect.stringMatching(/^https:\/\/cognito-idp\.eu-west-1\.amazonaws\.com\/eu-west-1_/),
    },
    { name: 'REDIS_HOST', value: expect.stringMatching(/^master\.shop-prod-main\./) },
    { name: 'TABLE', value: 'shop-prod-main' },
  ])
  expect(container!.mountPoints).toMatchObject([{ containerPath: '/workspace' }])
  expect(await stage.deploy(all())).toMatchObject({ outcome: 'unchanged' })
})

test('a release whose tasks cannot reach their files goes back, and says why', async () => {
  const { ec2 } = stage.context(all()).ports
  const Filters = [{ Name: 'tag:deployctl:id', Values: ['filesystems'] }]
  const [group] = (await ec2.describeSecurityGroups({ Filters })).SecurityGroups!
  const { GroupId, IpPermissions } = group!
  await ec2.revokeSecurityGroupIngress({ GroupId, IpPermissions })
  const error = await stage.deploy(all({ stopTimeout: '40s' })).catch(e => e)
  expect(error).toMatchObject({ code: 'release.rolled-back' })
  expect(error.data.story.failed[0].stopped.plain).toBe(
    'The task could not reach the file system: a security group is closed.',
  )
  await stage.bootstrap(all())
  expect(await stage.deploy(all({ stopTimeout: '40s' }))).toMatchObject({ outcome: 'succeeded' })
})

test('where nothing leads to the files, nothing is released', async () => {
  const { efs } = stage.context(all()).ports
  const { FileSystems } = await efs.describeFileSystems({})
  const { FileSystemId } = FileSystems![0]!
  const targets = async () => (await efs.describeMountTargets({ FileSystemId })).MountTargets!
  for (const { MountTargetId } of await targets()) await efs.deleteMountTarget({ MountTargetId })
  while ((await targets()).length > 0) await setTimeout(5)
  const error = await stage.deploy(all({ stopTimeout: '50s' })).catch(e => e)
  expect(error.data.findings).toEqual([
    { message: 'The ground does not stand yet: mount-targets data.', hint: 'deployctl bootstrap prod' },
  ])
})

test('teardown keeps what holds data, alone', async () => {
  const inventory = { kept: [] as string[] }
  const result = await teardown(stage.context(all()), {
    deleteData: new Set(),
    confirm: async ({ keep }) => {
      inventory.kept = keep.map(({ kind, id }) => `${kind}/${id}`)
      return true
    },
  })
  const kept = ['file-system/data', 'table/main', 'user-pool-client/users', 'user-pool/users']
  expect(inventory.kept.toSorted()).toEqual(kept)
  expect(result.proof.standing).toBe(kept.length)
  expect(result.proof.tagged!.map(arn => arn.split(':')[2]).toSorted()).toEqual([
    'cognito-idp',
    'dynamodb',
    'elasticfilesystem',
  ])
})

test('what was kept is taken up again with the same names', async () => {
  await stage.bootstrap(all())
  expect(stage.calls('CreateTable')).toBe(1)
  expect(stage.calls('CreateUserPool')).toBe(1)
  expect(stage.calls('CreateFileSystem')).toBe(1)
  expect(stage.calls('CreateReplicationGroup')).toBe(2)
})

test('once everything is named, nothing is left', async () => {
  const { proof } = await teardown(stage.context(all()), {
    deleteData: new Set(['table/main', 'user-pool/users', 'file-system/data']),
    confirm: async () => true,
  })
  expect(proof).toMatchObject({ standing: 0, tagged: [] })
})
