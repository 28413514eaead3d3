import { z } from 'zod'
import { cluster, domain, loadBalancer, network } from './network.ts'
import { alarms, guards, logs, releases, scheduleEntry } from './operations.ts'
import { account, logicalName, region } from './scalars.ts'
import { parameter, secret } from './secrets.ts'
import { service } from './service.ts'

/** The sections that an overlay may change; all but `version`, `project` and `environments`. */
const sections = {
  account: account.optional().describe('The only account that deployctl may write to.'),
  region,
  network: network.prefault({}),
  domain: domain.optional(),
  ingress: z.enum(['load-balancer', 'none']).default('load-balancer'),
  loadBalancer: loadBalancer.prefault({}),
  cluster: cluster.prefault({}),
  services: z.record(logicalName, service).default({}),
  secrets: z.record(logicalName, secret).default({}),
  parameters: z.record(z.string().startsWith('/'), parameter.prefault({})).default({}),
  schedule: z.array(scheduleEntry).default([]),
  alarms: alarms.optional(),
  logs: logs.prefault({}),
  guards: guards.prefault({}),
  releases: releases.prefault({}),
  protected: z
    .boolean()
    .default(false)
    .describe('Ask for the name of the environment before anything dangerous.'),
}

/** One environment's manifest after overlays and before references; `resolve` makes a `Manifest` of it. */
export const environmentSchema = z.strictObject({ version: z.literal(1), project: logicalName, ...sections })

/** What comes of a manifest for one environment: overlays merged, defaults filled, references replaced. Durations in seconds. */
export type Manifest = z.output<typeof environmentSchema> & {
  readonly environment: string
  /** Directory of the manifest file; build contexts are relative to it. */
  readonly directory: string
}

export type Service = Manifest['services'][string]
