import { z } from 'zod'
import { alarms } from './alarms.ts'
import { bucket } from './bucket.ts'
import { cache } from './cache.ts'
import { database } from './database.ts'
import { filesystem } from './filesystem.ts'
import { lambdaFunction } from './function.ts'
import { github } from './github.ts'
import { job } from './job.ts'
import { cluster, discovery, domain, httpApi, ingress, loadBalancer, network } from './network.ts'
import { onDemand } from './on-demand.ts'
import { guards, logs, releases, scheduleEntry } from './operations.ts'
import { account, logicalName, region } from './scalars.ts'
import { parameter, secret } from './secrets.ts'
import { service } from './service.ts'
import { table } from './table.ts'
import { userPool } from './user-pool.ts'

const parameterName = z
  .string()
  .regex(
    /^(?!\/([Aa][Ww][Ss]|[Ss][Ss][Mm])\/)(\/[A-Za-z0-9_.-]+){1,15}$/,
    'write a full name such as /sipai-prod/DB_URL: up to 15 parts of letters, digits and _ . -, the first not aws or ssm',
  )

/** The sections that an overlay may change; all but `version`, `project` and `environments`. */
const sections = {
  account: account.optional().meta({
    description: 'The only account that deployctl may write to; twelve digits, quoted.',
    examples: ['123456789012'],
  }),
  region: region.meta({ description: 'Where everything is made.', examples: ['us-east-1'] }),
  network: network.prefault({}).describe('The VPC, its subnets, and the way out of them.'),
  domain: domain.optional().meta({
    description: 'The host name that users type; with it come HTTPS and a certificate.',
    examples: [{ name: 'prod.example.com', hostedZone: 'ZABCDEFGHIJKL' }],
  }),
  ingress: ingress
    .default('load-balancer')
    .describe(
      'How requests come in: an application load balancer; an API Gateway HTTP API, which costs nothing while nobody asks, answers within 30 seconds or not at all, takes 10 MB at most and no WebSockets; or not at all.',
    ),
  loadBalancer: loadBalancer.prefault({}).describe('The application load balancer in front of the services.'),
  httpApi: httpApi.prefault({}).describe('The HTTP API in front of services and functions.'),
  discovery: discovery
    .default('dns')
    .describe(
      'How services reach one another as `${services.NAME.url}`: by private DNS names, for everything in the network and in whatever order it starts; or by Service Connect, a proxy in every task that retries and never calls a task that is gone, at about 256 CPU units and 64 MiB of the task, and not for one-off tasks.',
    ),
  cluster: cluster.prefault({}).describe('The ECS cluster that runs the services.'),
  serviceDefaults: service
    .partial()
    .optional()
    .meta({
      description:
        'What every service has unless it says otherwise: maps merge, scalars and lists of the service replace, and null takes a default away.',
      examples: [{ cpu: 512, memory: 1024, health: { path: '/health' } }],
    }),
  services: z
    .record(logicalName, service)
    .prefault({})
    .meta({
      description: 'What runs, each as an ECS service on Fargate, by name.',
      examples: [{ api: { build: { context: '.' }, port: 8080, routes: ['/*'] } }],
    }),
  secrets: z
    .record(logicalName, secret)
    .prefault({})
    .describe(
      'Secrets Manager secrets, by name; `deployctl secrets put` asks for or generates their values.',
    ),
  parameters: z
    .record(parameterName, parameter.prefault({}))
    .default({})
    .meta({
      description: 'SSM parameters, by full name; each a SecureString unless `plain`.',
      examples: [{ '/sipai-prod/DB_URL': {} }],
    }),
  databases: z
    .record(logicalName, database)
    .prefault({})
    .meta({
      description: 'RDS databases, by name; encrypted, and reachable from the tasks alone.',
      examples: [{ main: { engine: 'postgres', version: '16', class: 'db.t4g.micro' } }],
    }),
  caches: z
    .record(logicalName, cache)
    .prefault({})
    .meta({
      description: 'ElastiCache caches, by name; encrypted, and reachable from the tasks alone.',
      examples: [{ main: { engine: 'redis', version: '7.0', class: 'cache.t4g.micro' } }],
    }),
  buckets: z
    .record(logicalName, bucket)
    .prefault({})
    .meta({
      description: 'S3 buckets, by name; encrypted, and closed to the public.',
      examples: [{ media: { publicPrefix: 'public/', cdn: true } }],
    }),
  filesystems: z
    .record(logicalName, filesystem)
    .prefault({})
    .meta({
      description: 'EFS file systems, by name; encrypted.',
      examples: [{ data: { accessPoints: { workspace: '/workspace' } } }],
    }),
  tables: z
    .record(logicalName, table)
    .prefault({})
    .meta({
      description: 'DynamoDB tables, by name; paid by request.',
      examples: [{ main: { partitionKey: 'PK', sortKey: 'SK' } }],
    }),
  userPools: z
    .record(logicalName, userPool)
    .prefault({})
    .meta({
      description: 'Cognito user pools with one client each, by name.',
      examples: [{ users: { mfa: 'optional' } }],
    }),
  functions: z
    .record(logicalName, lambdaFunction)
    .prefault({})
    .meta({
      description: 'Lambda functions, by name; released together with the services.',
      examples: [{ api: { zip: { directory: './api' }, routes: ['/*'] } }],
    }),
  jobs: z
    .record(logicalName, job)
    .prefault({})
    .meta({
      description: 'Commands that run by the clock, by name; with `alarms`, one rings where a job fails.',
      examples: [{ nightly: { service: 'api', command: ['npm', 'run', 'report'], schedule: '0 3 * * *' } }],
    }),
  onDemand: onDemand.optional().meta({
    description: 'Services that run only while somebody uses them: woken by a request, asleep when idle.',
    examples: [{ service: 'app', idle: { after: '30m', fewerRequestsThan: 5, checkEvery: '15m' } }],
  }),
  schedule: z
    .array(scheduleEntry)
    .default([])
    .meta({
      description: 'Counts that change by the clock.',
      examples: [[{ at: '0 21 * * *', timezone: 'Australia/Sydney', count: 0 }]],
    }),
  alarms: alarms.optional().describe('CloudWatch alarms and who hears of them; none without this section.'),
  dashboard: z
    .boolean()
    .default(false)
    .describe('A CloudWatch dashboard with the load, the answers and the stores of the environment.'),
  logs: logs.prefault({}).describe('The log group that each service writes to.'),
  github: github.optional().meta({
    description:
      'An IAM role with which workflows of GitHub Actions deploy, without a key. `deployctl ci` writes such a workflow. The identity provider that it needs belongs to the account and stays when everything else goes.',
    examples: [{ repository: 'your-org/your-repo', branches: ['main'], environments: ['prod'] }],
  }),
  guards: guards.prefault({}).describe('What must never reach this environment.'),
  releases: releases.prefault({}).describe('The record of what was deployed.'),
  protected: z
    .boolean()
    .default(false)
    .describe('Ask for the name of the environment before anything dangerous.'),
}

/**
 * One environment's manifest, overlays merged and references replaced; `resolve` makes a `Manifest` of it.
 * Decoding gives the resolved form, and encoding gives the input form back.
 */
export const environmentSchema = z.strictObject({
  version: z.literal(1).describe('The version of this format.'),
  project: logicalName.meta({
    description: 'Part of every name and tag that deployctl gives.',
    examples: ['sipai'],
  }),
  ...sections,
})

/** What comes of a manifest for one environment: overlays merged, defaults filled, references replaced. Durations in seconds. */
export type Manifest = z.output<typeof environmentSchema> & {
  readonly environment: string
  /** Directory of the manifest file; build contexts are relative to it. */
  readonly directory: string
}

export type Service = Manifest['services'][string]
export type LambdaFunction = Manifest['functions'][string]
