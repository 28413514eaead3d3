import { EC2 } from '@aws-sdk/client-ec2'
import { RegisterTaskDefinitionCommand, RunTaskCommand } from '@aws-sdk/client-ecs'
import { EFS } from '@aws-sdk/client-efs'
import { IAM } from '@aws-sdk/client-iam'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { timings } from '../../src/lib/sandbox/timings.ts'
import { awsCli, boto3, describeWithAws } from './aws-tools.ts'
import { type Bench, closeBench, seconds, startBench, tasksOf } from './ecs/bench.ts'

let bench: Bench
let efs: EFS
let ec2: EC2
let system: string
let point: string
beforeAll(async () => {
  bench = await startBench()
  efs = new EFS(bench.config)
  ec2 = new EC2(bench.config)
  system = await create('data')
  point = (await efs.createAccessPoint({ FileSystemId: system, ClientToken: 'p' })).AccessPointId!
})
afterAll(() => closeBench(bench))

async function create(CreationToken: string): Promise<string> {
  const { FileSystemId } = await efs.createFileSystem({ CreationToken, Encrypted: true, Backup: true })
  await bench.sandbox.advance(timings.fileSystemAvailable)
  return FileSystemId!
}
const refused = (attempt: Promise<unknown>, name: string, message = '') =>
  expect(attempt).rejects.toMatchObject({ name, message: expect.stringContaining(message) })

test('a file system takes a moment; its token makes one of repeated calls', async () => {
  const { FileSystemId, LifeCycleState } = await efs.createFileSystem({ CreationToken: 'twice' })
  expect([LifeCycleState, FileSystemId]).toEqual(['creating', expect.stringMatching(/^fs-[0-9a-f]{17}$/)])
  await expect(efs.createFileSystem({ CreationToken: 'twice' })).rejects.toMatchObject({
    name: 'FileSystemAlreadyExists',
    FileSystemId,
  })
  const early = efs.createMountTarget({ FileSystemId, SubnetId: bench.subnets[0] })
  await refused(early, 'IncorrectFileSystemLifeCycleState')
  await bench.sandbox.advance(timings.fileSystemAvailable)
  const { FileSystems } = await efs.describeFileSystems({ FileSystemId })
  expect(FileSystems![0]).toMatchObject({ LifeCycleState: 'available', ThroughputMode: 'bursting' })
  await refused(efs.describeFileSystemPolicy({ FileSystemId }), 'PolicyNotFound')
  await efs.deleteFileSystem({ FileSystemId })
  await refused(efs.describeFileSystems({ FileSystemId }), 'FileSystemNotFound')
})

test('mount targets: one a zone, each with an interface, and gone before their file system', async () => {
  const FileSystemId = await create('targets')
  const SecurityGroups = [bench.group]
  const [SubnetId] = bench.subnets
  const make = (more: object = {}) =>
    efs.createMountTarget({ FileSystemId, SubnetId, SecurityGroups, ...more })
  await refused(make({ SubnetId: 'subnet-0' }), 'SubnetNotFound')
  await refused(make({ SecurityGroups: ['sg-0'] }), 'SecurityGroupNotFound')
  const { MountTargetId, LifeCycleState, AvailabilityZoneName } = await make()
  expect([LifeCycleState, AvailabilityZoneName]).toEqual(['creating', 'eu-west-1a'])
  await refused(make(), 'MountTargetConflict', 'mount target already exists in this AZ')
  await bench.sandbox.advance(timings.mountTargetAvailable)
  const { MountTargets } = await efs.describeMountTargets({ FileSystemId })
  expect(MountTargets).toMatchObject([{ MountTargetId, LifeCycleState: 'available', SubnetId }])

  const interfaces = async () => {
    const Filters = [{ Name: 'description', Values: [`EFS mount target for ${FileSystemId}*`] }]
    return (await ec2.describeNetworkInterfaces({ Filters })).NetworkInterfaces!
  }
  expect(await interfaces()).toMatchObject([{ Groups: [{ GroupId: bench.group }], Status: 'in-use' }])
  await refused(ec2.deleteSubnet({ SubnetId }), 'DependencyViolation')
  await refused(efs.deleteFileSystem({ FileSystemId }), 'FileSystemInUse', 'has mount targets')
  await efs.deleteMountTarget({ MountTargetId })
  await refused(efs.deleteFileSystem({ FileSystemId }), 'FileSystemInUse')
  await bench.sandbox.advance(timings.mountTargetDeleted)
  expect(await interfaces()).toEqual([])
  await efs.deleteFileSystem({ FileSystemId })
})

describe('a task that mounts a file system', () => {
  const volume = (change: object = {}) => ({
    name: 'data',
    efsVolumeConfiguration: {
      fileSystemId: system,
      transitEncryption: 'ENABLED' as const,
      authorizationConfig: { accessPointId: point, iam: 'ENABLED' as const },
      ...change,
    },
  })
  const register = async (volumes: object[], sourceVolume = 'data') => {
    const { taskDefinition } = await bench.ecs.send(
      new RegisterTaskDefinitionCommand({
        family: 'files',
        networkMode: 'awsvpc',
        requiresCompatibilities: ['FARGATE'],
        cpu: '256',
        memory: '512',
        taskRoleArn: bench.role,
        volumes,
        containerDefinitions: [
          { name: 'app', image: 'nginx', mountPoints: [{ sourceVolume, containerPath: '/data' }] },
        ],
      }),
    )
    return taskDefinition!.taskDefinitionArn!
  }
  /** In the first zone. @returns why it stopped */
  const outcome = async (volumes: object[] = [volume()], platformVersion?: string) => {
    const { awsvpcConfiguration } = bench.networkConfiguration
    await bench.ecs.send(
      new RunTaskCommand({
        cluster: 'main',
        taskDefinition: await register(volumes),
        launchType: 'FARGATE',
        platformVersion,
        networkConfiguration: {
          awsvpcConfiguration: { ...awsvpcConfiguration, subnets: [bench.subnets[0]!] },
        },
      }),
    )
    await bench.sandbox.advance(60 * seconds)
    return (await tasksOf(bench, 'STOPPED')).at(-1)!.stoppedReason
  }
  const allow = (group: string) =>
    ec2.authorizeSecurityGroupIngress({
      GroupId: group,
      IpPermissions: [
        { IpProtocol: 'tcp', FromPort: 2049, ToPort: 2049, UserIdGroupPairs: [{ GroupId: bench.group }] },
      ],
    })
  const started = 'Essential container in task exited'

  test('is registered with what goes together', async () => {
    await refused(register([volume()], 'other'), 'ClientException', "Unknown volume 'other'")
    await refused(
      register([volume({ transitEncryption: 'DISABLED' })]),
      'ClientException',
      'transit encryption',
    )
    await refused(register([volume({ rootDirectory: '/x' })]), 'ClientException', 'root directory')
    await refused(outcome([volume()], '1.3.0'), 'PlatformTaskDefinitionIncompatibilityException')
  })

  test('fails as Fargate would, step by step, until all is there', async () => {
    const failed =
      'ResourceInitializationError: failed to invoke EFS utils commands to set up EFS volumes: stderr:'
    expect(await outcome()).toBe(
      `${failed} Failed to resolve "${system}.efs.eu-west-1.amazonaws.com" - check that your file system ID is correct, and ensure that the VPC has an EFS mount target for this file system ID. See https://docs.aws.amazon.com/console/efs/mount-dns-name for more detail. Attempting to lookup mount target ip address using botocore. Failed to import necessary dependency botocore, please install botocore first. : unsuccessful EFS utils command execution; code: 1`,
    )
    const made = await ec2.createSecurityGroup({ VpcId: bench.vpc, GroupName: 'files', Description: 'files' })
    await efs.createMountTarget({
      FileSystemId: system,
      SubnetId: bench.subnets[0],
      SecurityGroups: [made.GroupId!],
    })
    expect(await outcome()).toContain('Failed to resolve')
    await bench.sandbox.advance(timings.mountTargetAvailable)
    expect(await outcome()).toBe(
      `${failed} mount.nfs4: Connection timed out : unsuccessful EFS utils command execution; code: 32`,
    )
    await allow(made.GroupId!)
    expect(await outcome()).toBe(started)
  })

  test('needs a role once the file system has a policy that lets nobody in', async () => {
    const deny = {
      Effect: 'Deny',
      Principal: '*',
      Action: '*',
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    }
    await efs.putFileSystemPolicy({ FileSystemId: system, Policy: JSON.stringify({ Statement: [deny] }) })
    const denied = expect.stringContaining('access denied by server while mounting')
    expect(await outcome()).toEqual(denied)
    const permit = async (accessPoint: string) => {
      const Statement = {
        Effect: 'Allow',
        Action: ['elasticfilesystem:ClientMount', 'elasticfilesystem:ClientWrite'],
        Resource: `arn:aws:elasticfilesystem:eu-west-1:123456789012:file-system/${system}`,
        Condition: {
          StringEquals: {
            'elasticfilesystem:AccessPointArn': `arn:aws:elasticfilesystem:eu-west-1:123456789012:access-point/${accessPoint}`,
          },
        },
      }
      const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement })
      await new IAM(bench.config).putRolePolicy({
        RoleName: 'execution',
        PolicyName: 'mount',
        PolicyDocument,
      })
    }
    await permit('fsap-0')
    expect(await outcome()).toEqual(denied)
    await permit(point)
    expect(await outcome()).toBe(started)
    expect(await outcome([volume({ authorizationConfig: { accessPointId: point } })])).toEqual(denied)
    await efs.deleteAccessPoint({ AccessPointId: point })
    expect(await outcome()).toEqual(denied)
  })
})

describeWithAws('EFS as other clients see it', () => {
  test('the AWS CLI makes a file system, boto3 an access point', async () => {
    const argv = ['efs', 'create-file-system', '--creation-token', 'cli', '--encrypted', '--tags']
    const made = await awsCli(bench.sandbox, [...argv, 'Key=Name,Value=cli'])
    const { FileSystemId } = JSON.parse(made.stdout)
    await bench.sandbox.advance(timings.fileSystemAvailable)
    const RootDirectory = { Path: '/a', CreationInfo: { OwnerUid: 1, OwnerGid: 1, Permissions: '0750' } }
    const input = { FileSystemId, RootDirectory }
    const { output } = await boto3(bench.sandbox, 'efs', 'create_access_point', input)
    expect(output).toMatchObject({ FileSystemId, RootDirectory, LifeCycleState: 'creating' })
    const missing = await boto3(bench.sandbox, 'efs', 'describe_mount_targets', { FileSystemId: 'fs-0' })
    expect(missing.error).toBe('FileSystemNotFound')
  })
})
