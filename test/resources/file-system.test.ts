import { expect, test } from 'vitest'
import { accessPoint } from '../../src/lib/resources/access-point.ts'
import { fileSystem } from '../../src/lib/resources/file-system.ts'
import { logGroup } from '../../src/lib/resources/log-group.ts'
import { mountTargets } from '../../src/lib/resources/mount-targets.ts'
import { role } from '../../src/lib/resources/role.ts'
import { securityGroup } from '../../src/lib/resources/security-group.ts'
import { securityGroupRules } from '../../src/lib/resources/security-group-rules.ts'
import { subnet } from '../../src/lib/resources/subnet.ts'
import { taskDefinition } from '../../src/lib/resources/task-definition.ts'
import { vpc } from '../../src/lib/resources/vpc.ts'
import { Environment } from './environment.ts'
import { image, manifestOf, scope } from './manifest.ts'
import { describeOnBoth } from './on-both.ts'
import { startOwn } from './sandbox.ts'

const kinds = [
  vpc,
  subnet,
  securityGroup,
  securityGroupRules,
  fileSystem,
  mountTargets,
  accessPoint,
  role,
  logGroup,
  taskDefinition,
]
const mounts = { '/workspace': 'data.workspace', '/var/lib/state': 'data.state' }
const data = { accessPoints: { workspace: '/workspace', state: '/state' } }
const withFiles = (filesystems: object, api: object = {}) =>
  manifestOf({
    network: { nat: 'none' },
    ingress: 'none',
    services: { api: { image, ...api } },
    filesystems,
  })
const mounted = withFiles({ data }, { mounts })

test('what the manifest says of a file system, and of the directories that can be mounted', () => {
  expect(fileSystem.desired(mounted)).toEqual({ data: {} })
  expect(mountTargets.desired(mounted)).toEqual({ data: { fileSystem: 'data' } })
  expect(accessPoint.desired(mounted)).toEqual({
    'data.workspace': { fileSystem: 'data', directory: '/workspace', uid: 1000 },
    'data.state': { fileSystem: 'data', directory: '/state', uid: 1000 },
  })
})

describeOnBoth(kinds, ({ moto, environment }) => {
  const system = async () => (await fileSystem.inspect(scope, moto.ports)).data!
  const targets = async () => (await mountTargets.inspect(scope, moto.ports)).data?.targets

  test('a file system is made with its mount targets and access points, and only once', async () => {
    await environment.settle(mounted)
    expect(await environment.plan(mounted)).toEqual([])
    const { fileSystemId: FileSystemId, arn } = await system()
    const { FileSystems } = await moto.ports.efs.describeFileSystems({ FileSystemId })
    expect(FileSystems![0]).toMatchObject({
      LifeCycleState: 'available',
      Encrypted: true,
      ThroughputMode: 'elastic',
      Name: 'shop-prod-data',
    })
    const { BackupPolicy } = await moto.ports.efs.describeBackupPolicy({ FileSystemId })
    expect(BackupPolicy!.Status).toBe('ENABLED')
    const { Policy } = await moto.ports.efs.describeFileSystemPolicy({ FileSystemId })
    expect(JSON.parse(Policy!).Statement).toEqual([
      {
        Sid: 'encrypted-only',
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Action: '*',
        Resource: arn,
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ])
    const { AccessPoints } = await moto.ports.efs.describeAccessPoints({ FileSystemId })
    const [point] = AccessPoints!.filter(({ RootDirectory }) => RootDirectory!.Path === '/workspace')
    expect(point).toMatchObject({
      PosixUser: { Uid: 1000, Gid: 1000 },
      RootDirectory: { CreationInfo: { OwnerUid: 1000, OwnerGid: 1000, Permissions: '0750' } },
    })
  })

  test('each zone has a mount target, in a private subnet, for the tasks alone', async () => {
    const subnets = await subnet.inspect(scope, moto.ports)
    const groups = await securityGroup.inspect(scope, moto.ports)
    expect(
      (await targets())!.map(({ zone, subnetId, securityGroups }) => [zone, subnetId, securityGroups]),
    ).toEqual([
      ['eu-west-1a', subnets['private-a']!.subnetId, [groups.filesystems!.groupId]],
      ['eu-west-1b', subnets['private-b']!.subnetId, [groups.filesystems!.groupId]],
    ])
    const rules = await securityGroupRules.inspect(scope, moto.ports)
    expect(rules.filesystems!.inbound.map(({ text }) => text)).toEqual([`tcp 2049 ${groups.tasks!.groupId}`])
  })

  test('a task mounts its access points, encrypted and as its role, which may mount no other', async () => {
    const { fileSystemId, arn } = await system()
    const points = await accessPoint.inspect(scope, moto.ports)
    const [state, workspace] = [points['data.state']!, points['data.workspace']!]
    const answer = await moto.ports.ecs.describeTaskDefinition({ taskDefinition: 'shop-prod-api' })
    const volume = (name: string, accessPointId: string) => ({
      name,
      efsVolumeConfiguration: {
        fileSystemId,
        transitEncryption: 'ENABLED',
        authorizationConfig: { accessPointId, iam: 'ENABLED' },
      },
    })
    expect(answer.taskDefinition!.volumes).toMatchObject([
      volume('data-state', state.accessPointId),
      volume('data-workspace', workspace.accessPointId),
    ])
    expect(answer.taskDefinition!.containerDefinitions![0]!.mountPoints).toMatchObject([
      { sourceVolume: 'data-state', containerPath: '/var/lib/state' },
      { sourceVolume: 'data-workspace', containerPath: '/workspace' },
    ])
    const { policy } = (await role.inspect(scope, moto.ports))['task-api']!
    expect(JSON.parse(policy!).Statement).toEqual(
      [state, workspace].map(point => ({
        Effect: 'Allow',
        Action: ['elasticfilesystem:ClientMount', 'elasticfilesystem:ClientWrite'],
        Resource: arn,
        Condition: { StringEquals: { 'elasticfilesystem:AccessPointArn': point.arn } },
      })),
    )
  })

  test('a service without mounts says nothing of volumes, and another mount is told by its path', async () => {
    const fewer = withFiles({ data }, { mounts: { '/workspace': 'data.workspace', '/state': 'data.state' } })
    expect(await environment.plan(fewer)).toEqual([
      'task-definition/api update mounts./state mounts./var/lib/state',
    ])
    await environment.settle(withFiles({ data }))
    const answer = await moto.ports.ecs.describeTaskDefinition({ taskDefinition: 'shop-prod-api' })
    expect(answer.taskDefinition!.volumes).toEqual([])
    expect((await role.inspect(scope, moto.ports))['task-api']!.policy).toBeUndefined()
  })

  test('a crash before the answers leaves nothing twice', async () => {
    const blind = [fileSystem, mountTargets, accessPoint].map(kind => ({
      ...kind,
      inspect: async () => ({}),
    }))
    const seen = kinds.filter(kind => !blind.some(other => other.kind === kind.kind))
    await new Environment([...seen, ...blind], moto.ports).settle(withFiles({ data }))
    expect(await environment.plan(withFiles({ data }))).toEqual([])
    expect((await moto.ports.efs.describeFileSystems({})).FileSystems).toHaveLength(1)
  })

  test('what somebody changed by hand is seen, and put right', async () => {
    const [first] = (await targets())!
    const { groupId } = (await securityGroup.inspect(scope, moto.ports)).tasks!
    await moto.ports.efs.modifyMountTargetSecurityGroups({
      MountTargetId: first!.targetId,
      SecurityGroups: [groupId],
    })
    const { fileSystemId: FileSystemId } = await system()
    await moto.ports.efs.putFileSystemPolicy({
      FileSystemId,
      Policy: JSON.stringify({ Version: '2012-10-17', Statement: [] }),
    })
    const manifest = withFiles({ data })
    expect(await environment.plan(manifest)).toEqual([
      'file-system/data update policy',
      'mount-targets/data update securityGroups',
    ])
    await environment.settle(manifest)
    expect(await environment.plan(manifest)).toEqual([])
  })

  test('a file system stays when its section goes; the way to it does not', async () => {
    expect(
      (await environment.plan(withFiles({}))).filter(line => /file-system|mount|point/.test(line)).toSorted(),
    ).toEqual([
      'access-point/data.state remove',
      'access-point/data.workspace remove',
      'file-system/data keep',
      'mount-targets/data remove',
    ])
    await environment.tearDown()
    expect(await environment.standing()).toEqual(['file-system/data'])
    await environment.settle(mounted)
    expect(await environment.plan(mounted)).toEqual([])
    await environment.tearDown(['data'])
    expect(await environment.standing()).toEqual([])
  })

  test('what somebody else made under a token of ours is not taken over', async () => {
    await moto.ports.efs.createFileSystem({ CreationToken: 'shop-prod-data' })
    const only = new Environment([fileSystem], moto.ports)
    await expect(only.settle(mounted)).rejects.toMatchObject({ code: 'graph.name-taken' })
  })
})

test('in a network of somebody else, each zone gets one mount target, however many subnets it has', async () => {
  const own = await startOwn()
  const { ec2 } = own.ports
  const VpcId = (await ec2.createVpc({ CidrBlock: '10.9.0.0/16' })).Vpc!.VpcId!
  const made: string[] = []
  for (const [index, zone] of ['a', 'a', 'b'].entries()) {
    const input = { VpcId, AvailabilityZone: `eu-west-1${zone}`, CidrBlock: `10.9.${index}.0/24` }
    made.push((await ec2.createSubnet(input)).Subnet!.SubnetId!)
  }
  const existing = { vpc: VpcId, privateSubnets: made, publicSubnets: [] }
  const manifest = manifestOf({ network: { existing }, ingress: 'none', filesystems: { data } })
  const environment = new Environment([vpc, subnet, securityGroup, fileSystem, mountTargets], own.ports)
  await environment.settle(manifest)
  expect(await environment.plan(manifest)).toEqual([])
  const { targets } = (await mountTargets.inspect(scope, own.ports)).data!
  expect(targets.map(({ subnetId }) => subnetId)).toEqual([made[0], made[2]])
  own.stop()
})
