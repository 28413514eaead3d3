import { AuthorizeSecurityGroupIngressCommand, EC2Client } from '@aws-sdk/client-ec2'
import { CreateRepositoryCommand, ECRClient, GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr'
import { DescribeTasksCommand, RunTaskCommand } from '@aws-sdk/client-ecs'
import { CreateServiceCommand } from '@aws-sdk/client-servicediscovery'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { buildAndPushAll, openEngine } from '../../src/lib/images/index.ts'
import { app, cannotRun, notice, run, scriptDockerfile, specFor } from '../images/real-engine.ts'
import { ask, clients, makeApi, makeRoute, makeWayIn, throughLink } from './apigateway/bench.ts'
import { type Bench, closeBench, createService, register, startBench } from './ecs/bench.ts'

// The reporter leaves the titles of skipped suites out.
if (cannotRun) process.stderr.write(`test/sandbox/containers-discovery${notice}\n`)

const soon = { timeout: 60_000, interval: 100 }

/** Serves its own name. */
const server = `busybox mkdir /www
echo "I am $WHO" > /www/index.html
exec busybox httpd -f -p 8080 -h /www
`

describe.skipIf(cannotRun)(`containers that find one another${notice}`, { timeout: 90_000 }, () => {
  let bench: Bench
  let image: string | undefined
  let way: Awaited<ReturnType<typeof makeWayIn>>

  beforeAll(async () => {
    bench = await startBench({ speed: 30, containers: true })
    way = await makeWayIn(bench)
  }, 90_000)

  afterAll(async () => {
    if (bench) await closeBench(bench)
    const { docker } = await openEngine()
    const networks = await docker.listNetworks({ filters: { label: ['deployctl.sandbox'] } })
    expect(networks.filter(({ Name }) => Name.includes(bench.vpc))).toEqual([])
  })

  const define = async (who: string) => {
    image ??= await push(bench)
    return await register(bench, who, {
      image,
      environment: [{ name: 'WHO', value: who }],
      portMappings: [{ containerPort: 8080, name: who }],
    })
  }

  /** @returns the exit code of a task that asks for a page */
  async function exitOf(url: string): Promise<number | undefined> {
    const command = ['/bin/busybox', 'wget', '-q', '-O', '-', url]
    const { networkConfiguration } = bench
    const { tasks } = await bench.ecs.send(
      new RunTaskCommand({
        cluster: 'main',
        launchType: 'FARGATE',
        taskDefinition: await define('client'),
        networkConfiguration,
        overrides: { containerOverrides: [{ name: 'app', command }] },
      }),
    )
    return await vi.waitFor(async () => {
      const described = new DescribeTasksCommand({ cluster: 'main', tasks: [tasks![0]!.taskArn!] })
      const [task] = (await bench.ecs.send(described)).tasks!
      expect(task!.lastStatus).toBe('STOPPED')
      return task!.containers![0]!.exitCode
    }, soon)
  }

  test('an HTTP API asks the program itself, through its VPC link', async () => {
    await openToLink(bench)
    const { id, host } = await makeApi(bench)
    await makeRoute(bench, id, '$default', throughLink(way))
    const serviceRegistries = [{ registryArn: way.registry.Arn!, containerName: 'app', containerPort: 8080 }]
    await createService(bench, 'web', await define('web'), { desiredCount: 1, serviceRegistries })
    await vi.waitFor(async () => {
      expect(await ask(bench, host, '/')).toMatchObject({ status: 200, body: 'I am web\n' })
    }, soon)
    expect((await ask(bench, host, '/none')).status).toBe(404)
  })

  test('a name in DNS leads to a task', async () => {
    const { cloudMap } = clients(bench)
    const { Service } = await cloudMap.send(
      new CreateServiceCommand({
        Name: 'user',
        NamespaceId: way.namespace.Id!,
        DnsConfig: { DnsRecords: [{ Type: 'A', TTL: 10 }] },
        HealthCheckCustomConfig: { FailureThreshold: 1 },
      }),
    )
    const serviceRegistries = [{ registryArn: Service!.Arn! }]
    await createService(bench, 'user', await define('user'), { desiredCount: 1, serviceRegistries })
    await running('user')
    expect(await exitOf('http://user.shop.internal:8080/')).toBe(0)
    expect(await exitOf('http://nobody.shop.internal:8080/')).toBe(1)
  })

  test('so does an alias of Service Connect', async () => {
    const clientAliases = [{ port: 8080, dnsName: 'mail' }]
    const serviceConnectConfiguration = {
      enabled: true,
      namespace: way.namespace.Name!,
      services: [{ portName: 'mail', clientAliases }],
    }
    await createService(bench, 'mail', await define('mail'), { desiredCount: 1, serviceConnectConfiguration })
    await running('mail')
    expect(await exitOf('http://mail:8080/')).toBe(0)
  })

  async function running(family: string): Promise<void> {
    const { docker } = await openEngine()
    await vi.waitFor(async () => {
      const all = await docker.listContainers({ filters: { label: ['deployctl.sandbox'] } })
      const details = await Promise.all(all.map(({ Id }) => docker.getContainer(Id).inspect()))
      expect(details.some(({ Config }) => Config.Env.includes(`WHO=${family}`))).toBe(true)
    }, soon)
  }
})

async function openToLink({ config, group }: Bench): Promise<void> {
  const inside = { IpProtocol: 'tcp', FromPort: 8080, ToPort: 8080, UserIdGroupPairs: [{ GroupId: group }] }
  const rule = new AuthorizeSecurityGroupIngressCommand({ GroupId: group, IpPermissions: [inside] })
  await new EC2Client(config).send(rule)
}

/** Builds the program, and brings it to the sandbox's registry. */
async function push(bench: Bench): Promise<string> {
  const ecr = new ECRClient(bench.config)
  await ecr.send(new CreateRepositoryCommand({ repositoryName: 'names' }))
  const { authorizationData } = await ecr.send(new GetAuthorizationTokenCommand({}))
  const login = Buffer.from(authorizationData![0]!.authorizationToken!, 'base64').toString()
  const [username = '', password = ''] = login.split(':')
  const registry = new URL(bench.sandbox.endpoint).host
  const options = run(async () => ({ username, password, registry }))
  const spec = specFor(await app(server, scriptDockerfile), 'names')
  const [pushed] = await buildAndPushAll([{ spec, repository: `${registry}/names` }], options)
  return pushed!.reference
}
