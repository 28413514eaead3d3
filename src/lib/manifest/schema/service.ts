import { z } from 'zod'
import { duration, envName } from './scalars.ts'

const share = z.strictObject({ base: z.int().min(0).default(0), weight: z.int().min(0).max(1000).default(1) })

/** `on-demand`, `spot`, or a mix; becomes the mix. */
export const capacity = z
  .union([
    z.enum(['on-demand', 'spot']),
    z.strictObject({ onDemand: share.optional(), spot: share.optional() }),
  ])
  .transform(value => {
    if (value === 'on-demand') return { onDemand: { base: 0, weight: 1 } }
    if (value === 'spot') return { spot: { base: 0, weight: 1 } }
    return value
  })

/** A number, or the bounds of autoscaling; becomes the bounds. */
export const count = z
  .union([
    z.int().min(0),
    z.strictObject({
      min: z.int().min(0),
      max: z.int().min(1),
      cpu: z.number().min(1).max(100).optional().describe('Target average CPU, in percent.'),
      memory: z.number().min(1).max(100).optional().describe('Target average memory, in percent.'),
      scaleOutCooldown: duration.prefault('60s'),
      scaleInCooldown: duration.prefault('300s'),
    }),
  ])
  .transform(
    value =>
      (typeof value === 'number'
        ? { min: value, max: value, scaleOutCooldown: 60, scaleInCooldown: 300 }
        : value) as Count,
  )

export interface Count {
  min: number
  max: number
  /** Percent. */
  cpu?: number
  /** Percent. */
  memory?: number
  /** Seconds. */
  scaleOutCooldown: number
  /** Seconds. */
  scaleInCooldown: number
}

export const platform = z.enum(['linux/amd64', 'linux/arm64'])

export const build = z.strictObject({
  context: z.string().default('.').describe('Directory sent to the builder, relative to the manifest.'),
  dockerfile: z.string().default('Dockerfile').describe('Relative to the context.'),
  args: z.record(z.string(), z.string()).default({}),
  target: z.string().optional(),
  platforms: z.array(platform).min(1).default(['linux/amd64']),
})

export const health = z.strictObject({
  path: z.string().startsWith('/').default('/'),
  interval: duration.prefault('15s'),
  timeout: duration.prefault('5s'),
  healthy: z.int().min(2).max(10).default(2),
  unhealthy: z.int().min(2).max(10).default(3),
  grace: duration.prefault('60s').describe('How long after its start a task may be unhealthy.'),
  codes: z.string().default('200').describe('HTTP codes that count as healthy, such as 200-299.'),
})

export const smoke = z.union([
  z.strictObject({
    http: z.string().startsWith('/'),
    expect: z.int().default(200),
    contains: z.string().optional(),
    timeout: duration.prefault('10s'),
  }),
  z.strictObject({
    websocket: z.string().startsWith('/'),
    subprotocol: z.string().optional(),
    send: z.string().optional(),
    expect: z.string().optional(),
    timeout: duration.prefault('10s'),
  }),
])

export const service = z.strictObject({
  build: build.optional().describe('Build the image from source.'),
  image: z.string().optional().describe('Run this image instead of building one.'),
  repository: z.strictObject({ existing: z.string() }).optional(),
  port: z.int().min(1).max(65_535).optional(),
  cpu: z.int().default(256).describe('CPU units: 1024 is one vCPU.'),
  memory: z.int().default(512).describe('MiB.'),
  architecture: platform
    .optional()
    .describe('Platform of the tasks; the only one built, or linux/amd64, when absent.'),
  count: count.prefault(1),
  capacity: capacity.prefault('on-demand'),
  platformVersion: z.string().default('LATEST'),
  subnets: z
    .enum(['private', 'public'])
    .optional()
    .describe('Private, except in a network without a way out.'),
  routes: z
    .array(z.string().startsWith('/'))
    .default([])
    .describe('Path patterns that the load balancer sends here.'),
  sticky: z.boolean().default(false),
  health: health.prefault({}),
  command: z.array(z.string()).optional(),
  env: z.record(envName, z.string()).default({}),
  secrets: z
    .record(envName, z.string().regex(/^(ssm|secret):.+/))
    .default({})
    .describe('`ssm:NAME` or `secret:NAME` or `secret:NAME.KEY`.'),
  release: z
    .strictObject({ command: z.array(z.string()).min(1), timeout: duration.prefault('10m') })
    .optional(),
  smoke: z.array(smoke).default([]),
  stopTimeout: duration.prefault('30s').describe('Between SIGTERM and SIGKILL.'),
  drain: duration.prefault('30s').describe('Deregistration delay of the target group.'),
  policy: z
    .array(z.strictObject({ actions: z.array(z.string()).min(1), resources: z.array(z.string()).min(1) }))
    .default([])
    .describe('What the tasks themselves may call.'),
})
