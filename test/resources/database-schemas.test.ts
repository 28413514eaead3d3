import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connect, makePorts, type Ports } from '../../src/lib/aws/index.ts'
import { makeClock } from '../../src/lib/events/index.ts'
import { cluster } from '../../src/lib/resources/cluster.ts'
import { database } from '../../src/lib/resources/database.ts'
import { schemaClient } from '../../src/lib/resources/database-client.ts'
import { databaseConnection } from '../../src/lib/resources/database-connection.ts'
import { databaseParameterGroup } from '../../src/lib/resources/database-parameter-group.ts'
import { databaseProxy } from '../../src/lib/resources/database-proxy.ts'
import { databaseProxyTarget } from '../../src/lib/resources/database-proxy-target.ts'
import { databaseSchemas } from '../../src/lib/resources/database-schemas.ts'
import { databaseSecret } from '../../src/lib/resources/database-secret.ts'
import { databaseSubnetGroup } from '../../src/lib/resources/database-subnet-group.ts'
import { internetGateway } from '../../src/lib/resources/internet-gateway.ts'
import { logGroup } from '../../src/lib/resources/log-group.ts'
import { natGateway } from '../../src/lib/resources/nat-gateway.ts'
import { role } from '../../src/lib/resources/role.ts'
import { routeTable } from '../../src/lib/resources/route-table.ts'
import { securityGroup } from '../../src/lib/resources/security-group.ts'
import { securityGroupRules } from '../../src/lib/resources/security-group-rules.ts'
import { subnet } from '../../src/lib/resources/subnet.ts'
import { vpc } from '../../src/lib/resources/vpc.ts'
import { vpcEndpoint } from '../../src/lib/resources/vpc-endpoint.ts'
import { type Sandbox, startSandbox } from '../../src/lib/sandbox/index.ts'
import { connectionOf } from './databases.ts'
import { Environment } from './environment.ts'
import { manifestOf } from './manifest.ts'

const kinds = [
  cluster,
  database,
  databaseConnection,
  databaseParameterGroup,
  databaseProxy,
  databaseProxyTarget,
  databaseSchemas,
  databaseSecret,
  databaseSubnetGroup,
  internetGateway,
  logGroup,
  natGateway,
  role,
  routeTable,
  securityGroup,
  securityGroupRules,
  subnet,
  vpc,
  vpcEndpoint,
]

// No service at all: the task is in the network by itself, and pulls its image without a NAT gateway.
const manifest = (main: object) =>
  manifestOf({ ingress: 'none', network: { nat: 'none' }, databases: { main } })

test('a client says in SQL what is to be there, and has its password from nowhere but a secret', () => {
  const address = { host: 'db.example.com', username: 'app', name: 'shop' }
  expect(schemaClient('postgres', address, ['users', 'orders'])).toEqual({
    image: 'public.ecr.aws/docker/library/postgres:17-alpine',
    entryPoint: ['psql'],
    command: [
      '--no-psqlrc',
      '--set=ON_ERROR_STOP=1',
      '--command=CREATE SCHEMA IF NOT EXISTS "users"',
      '--command=CREATE SCHEMA IF NOT EXISTS "orders"',
    ],
    environment: {
      PGHOST: 'db.example.com',
      PGPORT: '5432',
      PGUSER: 'app',
      PGDATABASE: 'shop',
      PGSSLMODE: 'require',
      PGCONNECT_TIMEOUT: '60',
    },
    passwordVariable: 'PGPASSWORD',
  })
  const { command, passwordVariable } = schemaClient('mysql', address, ['users', 'orders'])
  expect(command.at(-1)).toBe(
    '--execute=CREATE DATABASE IF NOT EXISTS `users`; CREATE DATABASE IF NOT EXISTS `orders`;',
  )
  expect(passwordVariable).toBe('MYSQL_PWD')
})

describe('on the sandbox', () => {
  const speed = 1000
  let sandbox: Sandbox
  let ports: Ports
  let environment: Environment

  beforeAll(async () => {
    sandbox = await startSandbox({ speed })
    const clock = makeClock(speed)
    const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'not-verified' }
    ports = makePorts(connect({ region: 'eu-west-1', clock, endpoint: sandbox.endpoint, credentials }))
    environment = new Environment(kinds, ports, clock)
  })
  afterAll(() => sandbox?.close())

  const tags = async () => {
    const { DBInstances } = await ports.rds.describeDBInstances({})
    return Object.fromEntries(DBInstances![0]!.TagList!.map(({ Key, Value }) => [Key, Value]))
  }
  const secret = () => connectionOf(ports)

  test('a task that fails is told with its last lines, and nothing is remembered', async () => {
    const log = 'FATAL: no such role'
    sandbox.faults.add({ services: { ecs: { schemas: { release: { exitCode: 2, log } } } } })
    await expect(environment.settle(manifest({ schemas: ['users', 'orders'] }))).rejects.toMatchObject({
      code: 'database.schemas-failed',
      message: expect.stringContaining(`exited with 2.`),
      data: { exitCode: 2, logs: expect.arrayContaining([log]) },
    })
    sandbox.faults.clear()
    expect(await environment.plan(manifest({ schemas: ['users', 'orders'] }))).toEqual([
      'database-schemas/main create',
    ])
  })

  test('schemas are made once, and tasks have a URL for each', async () => {
    await environment.settle(manifest({ schemas: ['users', 'orders'] }))
    expect(await environment.plan(manifest({ schemas: ['users', 'orders'] }))).toEqual([])
    expect(await tags()).toMatchObject({ 'deployctl:schemas': 'orders users' })
    const { url, 'schemas.users.url': users } = await secret()
    expect(users).toBe(`${url}&options=-csearch_path%3Dusers`)
  })

  test('a listing of secrets that lags hides none of it', async () => {
    const stale = {
      kind: 'stale',
      service: 'secretsmanager',
      operation: 'ListSecrets',
      seconds: 3600,
    } as const
    sandbox.faults.add({ calls: [stale] })
    expect(await environment.plan(manifest({ schemas: ['users', 'orders'] }))).toEqual([])
    sandbox.faults.clear()
  })

  test('the task ran in a public subnet as the group that the database lets in, and left no definition', async () => {
    const started = sandbox.calls.records.filter(({ operation }) => operation === 'RunTask')
    expect(started).toHaveLength(2)
    const { taskDefinitionArns } = await ports.ecs.listTaskDefinitions({ familyPrefix: 'schemas-' })
    expect(taskDefinitionArns).toEqual([])
    const { taskArns } = await ports.ecs.listTasks({ cluster: 'shop-prod', desiredStatus: 'STOPPED' })
    const { tasks } = await ports.ecs.describeTasks({ cluster: 'shop-prod', tasks: taskArns! })
    const subnetId = tasks![0]!.attachments![0]!.details!.find(({ name }) => name === 'subnetId')!.value
    const Filters = [{ Name: 'tag:deployctl:id', Values: ['public-a', 'public-b'] }]
    const { Subnets } = await ports.ec2.describeSubnets({ Filters })
    expect(Subnets!.map(({ SubnetId }) => SubnetId)).toContain(subnetId)
  })

  test('one more is made beside them, and none is ever dropped', async () => {
    const more = manifest({ schemas: ['users', 'orders', 'music'] })
    expect(await environment.plan(more)).toEqual([
      'database-connection/main update content',
      'database-schemas/main update schemas',
    ])
    await environment.settle(more)
    const fewer = manifest({ schemas: ['music'] })
    expect(await environment.plan(fewer)).toEqual(['database-connection/main update content'])
    await environment.settle(fewer)
    expect((await secret())['schemas.users.url']).toBeUndefined()
    expect(await environment.plan(manifest({}))).toContain('database-schemas/main keep')
  })

  test('what is made is in nobody else’s log, and the password in none', async () => {
    const { password } = await secret()
    const { events = [] } = await ports.logs.filterLogEvents({
      logGroupName: '/deployctl/shop/prod/databases/schemas',
    })
    expect(events.length).toBeGreaterThan(0)
    expect(JSON.stringify([events, environment.events, await tags()])).not.toContain(password)
    expect(JSON.stringify(sandbox.calls.records)).not.toContain(password)
  })

  test('MySQL does the same in its own words', async () => {
    const legacy = {
      engine: 'mysql',
      version: '8.4',
      schemas: ['carts'],
      parameters: { long_query_time: '1' },
    }
    const both = manifestOf({ ingress: 'none', network: { nat: 'none' }, databases: { main: {}, legacy } })
    await environment.settle(both)
    expect((await environment.plan(both)).filter(line => line.includes('legacy'))).toEqual([])
    const SecretId = 'shop-prod/connections/databases-legacy'
    const { SecretString } = await ports.secretsManager.getSecretValue({ SecretId })
    const { url, password, 'schemas.carts.url': carts } = JSON.parse(SecretString!)
    expect(url).toMatch(new RegExp(`^mysql://app:${password}@shop-prod-legacy\\.[^/]+:3306/app$`))
    expect(carts).toBe(url.replace(/app$/, 'carts'))
    const { DBInstances } = await ports.rds.describeDBInstances({ DBInstanceIdentifier: 'shop-prod-legacy' })
    expect(DBInstances![0]!.DBParameterGroups).toMatchObject([
      { DBParameterGroupName: 'shop-prod-legacy-mysql8-4' },
    ])
  })
})
