import { z } from 'zod'
import { bucket } from './bucket.ts'
import { cache } from './cache.ts'
import { database } from './database.ts'
import { filesystem } from './filesystem.ts'
import { cluster, domain, loadBalancer, network } from './network.ts'
import { alarms, guards, logs, releases, scheduleEntry } from './operations.ts'
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
  ingress: z
    .enum(['load-balancer', 'none'])
    .default('load-balancer')
    .describe('How requests come in: an application load balancer, or not at all.'),
  loadBalancer: loadBalancer.prefault({}).describe('The application load balancer in front of the services.'),
  cluster: cluster.prefault({}).describe('The ECS cluster that runs the services.'),
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
  schedule: z
    .array(scheduleEntry)
    .default([])
    .meta({
      description: 'Counts that change by the clock.',
      examples: [[{ at: '0 21 * * *', timezone: 'Australia/Sydney', count: 0 }]],
    }),
  alarms: alarms.optional().describe('CloudWatch alarms and who hears of them; none without this section.'),
  logs: logs.prefault({}).describe('The log group that each service writes to.'),
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
