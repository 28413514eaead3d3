import { DeployctlError } from '../errors/index.ts'
import type { Engine } from '../manifest/database-engine.ts'
import { cluster } from './cluster.ts'
import { database } from './database.ts'
import { type SchemaClient, schemaClient, schemaLogGroup, wantsSchemas } from './database-client.ts'
import { readDatabases } from './database-forms.ts'
import { databaseSecret } from './database-secret.ts'
import { schemaTags } from './database-state.ts'
import { ecsTags } from './ecs-tags.ts'
import { logGroup } from './log-group.ts'
import type { Scope } from './names.ts'
import { type FinishedTask, runOnce } from './one-off-task.ts'
import { changed, defineResource, type Run, type Standing } from './resource.ts'
import { role } from './role.ts'
import { schemaRoleId } from './roles/database-roles.ts'
import { routeTable } from './route-table.ts'
import { securityGroup } from './security-group.ts'
import { securityGroupRules } from './security-group-rules.ts'
import { networkOf } from './service-settings.ts'
import { subnet, subnetIds } from './subnet.ts'
import { vpcEndpoint } from './vpc-endpoint.ts'

export interface DatabaseSchemasSpec {
  /** Logical id of the database. */
  readonly database: string
  readonly engine: Engine
  readonly name: string
  readonly username: string
  readonly schemas: readonly string[]
}

export interface DatabaseSchemasState {
  readonly arn: string
  readonly identifier: string
  readonly schemas: readonly string[]
}

const deps = {
  cluster,
  database,
  databaseSecret,
  logGroup,
  role,
  routeTable,
  securityGroup,
  securityGroupRules,
  subnet,
  vpcEndpoint,
}
type Deps = typeof deps
const container = 'schemas'

/** The schemas inside a database: made by a task beside it, since nobody else reaches it, and never dropped. */
export const databaseSchemas = defineResource<DatabaseSchemasSpec, DatabaseSchemasState, Deps>({
  kind: 'database-schemas',
  stage: 'bootstrap',
  deps,
  traitOf: database,

  desired: ({ databases }) =>
    Object.fromEntries(
      Object.entries(databases)
        .filter(([, one]) => wantsSchemas(one))
        .map(([id, { engine, name, username, schemas }]) => [
          id,
          { database: id, engine, name, username, schemas: schemas.toSorted() },
        ]),
    ),

  async inspect(scope, ports) {
    const databases = await readDatabases(scope, ports)
    const current = databases.filter(([id, { of, schemas }]) => id === of && schemas.length > 0)
    return Object.fromEntries(
      current.map(([id, { arn, identifier, schemas }]) => [id, { arn, identifier, schemas }]),
    )
  },

  diff: (want, have) => {
    const all = [...new Set([...have.schemas, ...want.schemas])].toSorted()
    return changed('schemas', have.schemas, all)
  },

  async ensure(want, have, deps, run) {
    const { arn, identifier } = deps.database.of(want.database)
    const schemas = [...new Set([...(have?.schemas ?? []), ...want.schemas])].toSorted()
    await make(want, deps, run)
    await run.ports.rds.addTagsToResource({ ResourceName: arn, Tags: schemaTags(schemas) })
    return { arn, identifier, schemas }
  },

  async remove({ arn, schemas }, run) {
    await forgetDefinitions(run)
    const TagKeys = schemaTags(schemas).map(({ Key }) => Key!)
    await run.ports.rds.removeTagsFromResource({ ResourceName: arn, TagKeys })
  },

  identify: ({ schemas }) => `${schemas.length} in all`,
})

async function make(want: DatabaseSchemasSpec, deps: Standing<Deps>, run: Run): Promise<void> {
  const { host } = deps.database.of(want.database).endpoint!
  const client = schemaClient(want.engine, { ...want, host }, want.schemas)
  const taskDefinition = await register(client, want, deps, run)
  const [outer, inner] = [subnetIds(deps.subnet, 'public'), subnetIds(deps.subnet, 'private')]
  const isPublic = outer.length > 0
  run.waiting(`for a task to make ${want.schemas.length} schemas; about a minute`)
  const ended = await runOnce(run, {
    cluster: deps.cluster.of('main').name,
    service: container,
    taskDefinition,
    command: client.command,
    // With an address of its own it can pull its image where there is no NAT gateway.
    network: networkOf(isPublic ? outer : inner, deps.securityGroup.of('tasks').groupId, isPublic),
    timeout: 15 * 60,
    logGroup: deps.logGroup.of(schemaLogGroup).name,
  })
  await forgetDefinitions(run)
  if (ended.exitCode !== 0) throw failed(want, ended)
}

/** Outside of the families of the services, which begin with the names of project and environment. */
function familyOf({ project, environment }: Scope, id: string): string {
  return `schemas-${project}-${environment}-${id}`
}

async function register(
  client: SchemaClient,
  { database }: DatabaseSchemasSpec,
  deps: Standing<Deps>,
  { id, scope, ports: { ecs } }: Run,
): Promise<string> {
  const secret = deps.databaseSecret.of(database).arn
  const { taskDefinition } = await ecs.registerTaskDefinition({
    family: familyOf(scope, id),
    networkMode: 'awsvpc',
    requiresCompatibilities: ['FARGATE'],
    cpu: '256',
    memory: '512',
    executionRoleArn: deps.role.of(schemaRoleId).arn,
    containerDefinitions: [
      {
        name: container,
        image: client.image,
        essential: true,
        entryPoint: [...client.entryPoint],
        command: [...client.command],
        environment: Object.entries(client.environment).map(([name, value]) => ({ name, value })),
        secrets: [{ name: client.passwordVariable, valueFrom: `${secret}:password::` }],
        logConfiguration: {
          logDriver: 'awslogs',
          options: {
            'awslogs-group': deps.logGroup.of(schemaLogGroup).name,
            'awslogs-region': scope.region,
            'awslogs-stream-prefix': 'ecs',
          },
        },
      },
    ],
    tags: ecsTags(scope, id),
  })
  return taskDefinition!.taskDefinitionArn!
}

/** What one task ran on is of no use to anybody, and neither is what a crash left of it. */
async function forgetDefinitions({ id, scope, ports: { ecs } }: Run): Promise<void> {
  const familyPrefix = familyOf(scope, id)
  const { taskDefinitionArns = [] } = await ecs.listTaskDefinitions({ familyPrefix, status: 'ACTIVE' })
  const own = taskDefinitionArns.filter(arn => arn.includes(`/${familyPrefix}:`))
  for (const taskDefinition of own) await ecs.deregisterTaskDefinition({ taskDefinition })
  if (own.length > 0) await ecs.deleteTaskDefinitions({ taskDefinitions: own.slice(0, 10) })
}

function failed({ database }: DatabaseSchemasSpec, ended: FinishedTask): DeployctlError {
  const { exitCode, reason, logs } = ended
  const what = exitCode === undefined ? `did not start: ${reason}` : `exited with ${exitCode}`
  const said = logs.map(line => `\n  ${line}`).join('')
  return new DeployctlError('database.schemas-failed', {
    message: `The task that makes the schemas of database ${database} ${what}.${said}`,
    data: { database, exitCode, reason, logs },
  })
}
