import { mkdtemp, rm } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { EC2 } from '@aws-sdk/client-ec2'
import { CreateRepositoryCommand, ECRClient, GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr'
import {
  type ContainerOverride,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
  StopTaskCommand,
} from '@aws-sdk/client-ecs'
import { EFS } from '@aws-sdk/client-efs'
import { ModifyTargetGroupCommand } from '@aws-sdk/client-elastic-load-balancing-v2'
import { IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { buildAndPushAll, openEngine } from '../../src/lib/images/index.ts'
import { startSandbox } from '../../src/lib/sandbox/index.ts'
import { timings } from '../../src/lib/sandbox/timings.ts'
import { app, cannotRun, notice, project, run, scriptDockerfile, specFor } from '../images/real-engine.ts'
import {
  type Bench,
  closeBench,
  createService,
  deploymentsOf,
  eventsOf,
  makeLoadBalancer,
  register,
  startBench,
  targetHealth,
  tasksOf,
} from './ecs/bench.ts'

// The reporter leaves the titles of skipped suites out.
if (cannotRun) process.stderr.write(`test/sandbox/containers${notice}\n`)

/** Docker is not as fast as a model of it; nobody waits longer than needed. */
const soon = { timeout: 60_000, interval: 100 }

const server = `trap 'exit 5' TERM
busybox mkdir /www
echo well > /www/health
echo hello > /www/index.html
echo "listening as $WHO"
echo "told $TOLD" >&2
busybox httpd -f -p 8080 -h /www &
wait
`

const healthCheck = { command: ['CMD-SHELL', 'busybox test -e /www/health'], interval: 5 }

describe.skipIf(cannotRun)(`tasks in containers${notice}`, { timeout: 90_000 }, () => {
  let bench: Bench
  let logs: CloudWatchLogsClient
  let pushed: string | undefined
  /** Id of an access point, with which the name of its volume ends. */
  let files: string | undefined

  beforeAll(async () => {
    bench = await startBench({ speed: 30, containers: true })
    logs = new CloudWatchLogsClient(bench.config)
    await logs.send(new CreateLogGroupCommand({ logGroupName: '/shop' }))
  })

  afterAll(async () => {
    if (bench) await closeBench(bench)
    expect(await containersFor(bench)).toEqual([])
    const { docker } = await openEngine()
    const { Volumes } = await docker.listVolumes({ filters: { label: ['deployctl.sandbox'] } })
    expect(Volumes.filter(({ Name }) => Name.endsWith(files ?? 'none'))).toEqual([])
  })

  async function define(family: string, more: Parameters<typeof register>[2] = {}): Promise<string> {
    const options = {
      'awslogs-group': '/shop',
      'awslogs-region': 'eu-west-1',
      'awslogs-stream-prefix': family,
    }
    pushed ??= await push(bench, 'shop')
    const container = { image: pushed, logConfiguration: { logDriver: 'awslogs', options }, ...more } as const
    return await register(bench, family, container)
  }

  async function linesOf(family: string): Promise<string[]> {
    const input = { logGroupName: '/shop', logStreamNamePrefix: family }
    const { events } = await logs.send(new FilterLogEventsCommand(input))
    return events!.map(({ message }) => message!)
  }

  async function runToEnd(taskDefinition: string, override: Partial<ContainerOverride> = {}) {
    const { networkConfiguration } = bench
    const overrides = { containerOverrides: [{ name: 'app', ...override }] }
    const input = { cluster: 'main', taskDefinition, networkConfiguration, overrides }
    const { tasks } = await bench.ecs.send(new RunTaskCommand({ ...input, launchType: 'FARGATE' }))
    return await vi.waitFor(async () => {
      const described = new DescribeTasksCommand({ cluster: 'main', tasks: [tasks![0]!.taskArn!] })
      const [task] = (await bench.ecs.send(described)).tasks!
      expect(task!.lastStatus).toBe('STOPPED')
      return task!
    }, soon)
  }

  test('a service is healthy by real probes, and answers behind its load balancer', async () => {
    const web = await makeLoadBalancer(bench, 'web')
    const TargetGroupArn = web.targetGroup
    await bench.elb.send(new ModifyTargetGroupCommand({ TargetGroupArn, HealthCheckPath: '/health' }))
    const environment = [{ name: 'WHO', value: 'web' }]
    const secrets = [{ name: 'TOLD', valueFrom: await makeSecret(bench, 'in confidence') }]
    const { loadBalancers } = web
    await createService(bench, 'web', await define('web', { environment, secrets }), {
      desiredCount: 1,
      loadBalancers,
    })
    await vi.waitFor(
      async () => expect((await deploymentsOf(bench, 'web'))[0]!.status).toBe('SUCCESSFUL'),
      soon,
    )
    expect(await targetHealth(bench, TargetGroupArn)).toEqual([{ State: 'healthy' }])
    expect((await linesOf('web')).toSorted()).toEqual(['listening as web', 'told in confidence'])
    const hello = { status: 200, body: 'hello\n' }
    await vi.waitFor(async () => expect(await get(bench, web.dnsName, '/index.html')).toEqual(hello), soon)
    expect((await get(bench, web.dnsName, '/nothing')).status).toBe(404)
  })

  test('probes find a target that answers with the wrong code', async () => {
    const web = await makeLoadBalancer(bench, 'wrong')
    const TargetGroupArn = web.targetGroup
    await bench.elb.send(new ModifyTargetGroupCommand({ TargetGroupArn, HealthCheckPath: '/nothing' }))
    const { loadBalancers } = web
    await createService(bench, 'wrong', await define('wrong'), { desiredCount: 1, loadBalancers })
    await vi.waitFor(async () => {
      const stopped = await tasksOf(bench, 'STOPPED', 'wrong')
      expect(stopped[0]?.stoppedReason).toContain('Task failed ELB health checks')
    }, soon)
    const events = await eventsOf(bench, 'wrong')
    expect(events.join()).toContain('Health checks failed with these codes: [404]')
  })

  test('a program that exits trips the circuit breaker, with its own code and last words', async () => {
    const command = ['/bin/sh', '-c', 'echo starting; echo no database >&2; exit 7']
    await createService(bench, 'crash', await define('crash', { command }), {
      desiredCount: 1,
      deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } },
    })
    await vi.waitFor(async () => {
      expect((await deploymentsOf(bench, 'crash'))[0]!.deploymentCircuitBreaker?.status).toBe('TRIGGERED')
    }, soon)
    const [task] = await tasksOf(bench, 'STOPPED', 'crash')
    expect(task).toMatchObject({
      stopCode: 'EssentialContainerExited',
      stoppedReason: 'Essential container in task exited',
      containers: [{ exitCode: 7 }],
    })
    expect(await linesOf('crash')).toContain('no database')
  })

  test('a release command runs with its own environment, and ends with its own exit code', async () => {
    const environment = [{ name: 'STEP', value: 'third' }]
    const command = ['/bin/sh', '-c', 'echo migrating the $STEP; exit 3']
    const task = await runToEnd(await define('release'), { command, environment })
    expect(task.containers![0]).toMatchObject({ exitCode: 3 })
    expect(await linesOf('release')).toEqual(['migrating the third'])
  })

  test('a task that is told to stop ends as its program does', async () => {
    await createService(bench, 'worker', await define('worker', { healthCheck }), { desiredCount: 1 })
    const [task] = await vi.waitFor(async () => {
      const [running] = await tasksOf(bench, 'RUNNING', 'worker')
      expect(running).toMatchObject({ lastStatus: 'RUNNING', healthStatus: 'HEALTHY' })
      return [running!]
    }, soon)
    await bench.ecs.send(new StopTaskCommand({ cluster: 'main', task: task!.taskArn! }))
    await vi.waitFor(async () => {
      const stopped = (await tasksOf(bench, 'STOPPED', 'worker')).find(one => one.taskArn === task!.taskArn)
      expect(stopped).toMatchObject({ lastStatus: 'STOPPED', containers: [{ exitCode: 5 }] })
    }, soon)
  })

  test('a program that takes more memory than it has is killed for it', async () => {
    const command = ['/bin/busybox', 'tail', '/dev/zero']
    const task = await runToEnd(await define('greedy'), { command, memory: 16 })
    const reason = 'OutOfMemoryError: Container killed due to memory usage'
    expect(task.containers).toMatchObject([{ exitCode: 137, reason }])
  })

  test('what a task writes into a file system outlives it, whoever it runs as', async () => {
    const volume = await makeVolume(bench)
    files = volume.efsVolumeConfiguration.authorizationConfig.accessPointId!
    const runWith = async (family: string, script: string, user: string) => {
      const arn = await define(family, { user, command: ['/bin/sh', '-c', script] })
      const { taskDefinition } = await bench.ecs.send(
        new DescribeTaskDefinitionCommand({ taskDefinition: arn }),
      )
      const { networkMode, requiresCompatibilities, cpu, memory, executionRoleArn } = taskDefinition!
      const [container] = taskDefinition!.containerDefinitions!
      const mountPoints = [{ sourceVolume: volume.name, containerPath: '/srv/files' }]
      const again = { family, networkMode, requiresCompatibilities, cpu, memory, executionRoleArn }
      const registered = await bench.ecs.send(
        new RegisterTaskDefinitionCommand({
          ...again,
          volumes: [volume],
          containerDefinitions: [{ ...container!, mountPoints }],
        }),
      )
      return await runToEnd(registered.taskDefinition!.taskDefinitionArn!)
    }
    const written = await runWith('writer', 'echo kept > /srv/files/note', '1234')
    expect(written.containers![0]!.exitCode).toBe(0)
    await runWith('reader', 'busybox cat /srv/files/note', '4321')
    expect(await linesOf('reader')).toEqual(['kept'])
  })

  test('a sandbox that starts again takes up its tasks, and removes what a kill has left', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'deployctl-containers-'))
    const options = { directory, speed: 30, containers: true }
    const first = await startBench(options)
    await createService(
      first,
      'again',
      await register(first, 'again', { image: await push(first, 'again') }),
      {
        desiredCount: 1,
      },
    )
    await vi.waitFor(async () => expect(await containersFor(first)).toHaveLength(1), soon)
    const [{ Labels } = {}] = await containersFor(first)
    await closeBench(first)
    expect(await containersFor(first)).toEqual([])

    const { docker } = await openEngine()
    const [image] = await docker.listImages({ filters: { label: [`deployctl.project=${project}`] } })
    const leave = (label: string | undefined) =>
      docker.createContainer({ Image: image!.Id, Cmd: ['x'], Labels: { 'deployctl.sandbox': `${label}` } })
    const [own, other] = [await leave(Labels?.['deployctl.sandbox']), await leave('another')]
    const second = await startSandbox(options)
    await expect(own.inspect()).rejects.toMatchObject({ statusCode: 404 })
    expect((await other.inspect()).Id).toBe(other.id)
    await other.remove()
    await vi.waitFor(async () => expect(await containersFor({ sandbox: second })).toHaveLength(1), soon)
    await second.close()
    expect(await containersFor({ sandbox: second })).toEqual([])
    expect(second.calls.failures).toEqual([])
    await rm(directory, { recursive: true })
  })

  test('a program that is not in the image is told by the engine', async () => {
    const task = await runToEnd(await define('missing', { command: ['/bin/nothing'] }))
    expect(task.stopCode).toBe('TaskFailedToStart')
    expect(task.stoppedReason).toMatch(/^CannotStartContainerError: .*\/bin\/nothing/)
  })

  test('an image that the engine cannot pull is told by it', async () => {
    const task = await runToEnd(await define('unknown', { image: 'registry.invalid/none:v1' }))
    expect(task.stoppedReason).toMatch(/^CannotPullContainerError: .*registry\.invalid/)
  })
})

describe('containers without an engine', () => {
  test('are refused before anything is served', async () => {
    vi.stubEnv('DOCKER_HOST', 'unix:///nowhere')
    const refused = startSandbox({ containers: true }).finally(() => vi.unstubAllEnvs())
    await expect(refused).rejects.toMatchObject({ code: 'sandbox.no-engine' })
  })
})

/** Builds the program, and brings it to the sandbox's registry. */
async function push(bench: Bench, service: string): Promise<string> {
  const ecr = new ECRClient(bench.config)
  await ecr.send(new CreateRepositoryCommand({ repositoryName: service }))
  const { authorizationData } = await ecr.send(new GetAuthorizationTokenCommand({}))
  const login = Buffer.from(authorizationData![0]!.authorizationToken!, 'base64').toString()
  const [username = '', password = ''] = login.split(':')
  const registry = new URL(bench.sandbox.endpoint).host
  const options = run(async () => ({ username, password, registry }))
  const spec = specFor(await app(server, scriptDockerfile), service)
  const [pushed] = await buildAndPushAll([{ spec, repository: `${registry}/${service}` }], options)
  return pushed!.reference
}

/** The containers that the engine has of the bench's tasks. */
async function containersFor({ sandbox }: Pick<Bench, 'sandbox'>) {
  const { docker } = await openEngine()
  const all = await docker.listContainers({ all: true, filters: { label: ['deployctl.sandbox'] } })
  return all.filter(({ Image }) => Image.startsWith(new URL(sandbox.endpoint).host))
}

/** A volume of a task definition: a file system that tasks of the bench can reach in both zones. */
async function makeVolume({ config, sandbox, subnets, group }: Bench) {
  const efs = new EFS(config)
  const { FileSystemId } = await efs.createFileSystem({ CreationToken: 'files' })
  await sandbox.advance(timings.fileSystemAvailable)
  for (const SubnetId of subnets)
    await efs.createMountTarget({ FileSystemId, SubnetId, SecurityGroups: [group] })
  const nfs = { IpProtocol: 'tcp', FromPort: 2049, ToPort: 2049, UserIdGroupPairs: [{ GroupId: group }] }
  await new EC2(config).authorizeSecurityGroupIngress({ GroupId: group, IpPermissions: [nfs] })
  const PosixUser = { Uid: 1000, Gid: 1000 }
  const { AccessPointId } = await efs.createAccessPoint({ FileSystemId, ClientToken: 'files', PosixUser })
  await sandbox.advance(timings.mountTargetAvailable)
  const authorizationConfig = { accessPointId: AccessPointId, iam: 'ENABLED' } as const
  const transitEncryption = 'ENABLED' as const
  const efsVolumeConfiguration = { fileSystemId: FileSystemId, transitEncryption, authorizationConfig }
  return { name: 'files', efsVolumeConfiguration }
}

/** A parameter that tasks may read. @returns its name */
async function makeSecret({ config }: Bench, Value: string): Promise<string> {
  const Statement = [{ Effect: 'Allow', Action: 'ssm:GetParameters', Resource: '*' }]
  const policy = { RoleName: 'execution', PolicyName: 'read', PolicyDocument: JSON.stringify({ Statement }) }
  await new IAMClient(config).send(new PutRolePolicyCommand(policy))
  const parameter = { Name: '/shop/told', Type: 'SecureString', Value } as const
  await new SSMClient(config).send(new PutParameterCommand(parameter))
  return parameter.Name
}

function get({ sandbox }: Bench, host: string, path: string) {
  const { hostname, port } = new URL(sandbox.endpoint)
  return new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
    request({ hostname, port, path, headers: { host } }, async answer =>
      resolve({ status: answer.statusCode, body: await text(answer) }),
    )
      .on('error', reject)
      .end()
  })
}
