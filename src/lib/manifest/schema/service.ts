import { z } from 'zod'
import { access } from './access.ts'
import { capacity, count } from './capacity.ts'
import { mounts } from './filesystem.ts'
import { duration, envName, text, urlPath } from './scalars.ts'

export const platform = z.enum(['linux/amd64', 'linux/arm64'])

const words = z.array(z.string())

export const build = z.strictObject({
  context: text
    .default('.')
    .meta({ description: 'Directory sent to the builder, relative to the manifest.', examples: ['./api'] }),
  dockerfile: text.default('Dockerfile').describe('Relative to the context.'),
  args: z
    .record(envName, z.string())
    .default({})
    .meta({ description: 'Build arguments, by name.', examples: [{ SERVICE_PATH: 'services/api' }] }),
  target: text
    .optional()
    .meta({ description: 'The stage of the Dockerfile to build.', examples: ['runtime'] }),
  platforms: z
    .array(platform)
    .min(1)
    .default(['linux/amd64'])
    .meta({ description: 'What to build for.', examples: [['linux/arm64']] }),
})

export const health = z.strictObject({
  path: urlPath.default('/').meta({
    description: 'What the load balancer asks for; behind an HTTP API nobody does.',
    examples: ['/health'],
  }),
  command: words
    .min(1)
    .optional()
    .meta({
      description: 'Run inside the container, as words; it is healthy while this exits with 0.',
      examples: [['node', 'healthy.js']],
    }),
  interval: duration.prefault('15s').describe('How often it is asked; from 5s to 300s.'),
  timeout: duration.prefault('5s').describe('How long an answer may take; shorter than the interval.'),
  healthy: z.int().min(2).max(10).default(2).describe('Good answers in a row that make a task healthy.'),
  unhealthy: z.int().min(2).max(10).default(3).describe('Bad answers in a row that make it unhealthy.'),
  grace: duration.prefault('60s').describe('How long after its start a task may be unhealthy.'),
  codes: z
    .string()
    .regex(/^[2-4]\d\d([-,][2-4]\d\d)*$/, 'write HTTP codes such as 200, 200-299 or 200,204')
    .default('200')
    .meta({ description: 'HTTP codes that count as healthy.', examples: ['200-299'] }),
})

const smokeTimeout = duration.prefault('10s').describe('How long to wait for the answer.')

export const smokeHttp = z.strictObject({
  http: urlPath.meta({ description: 'Path to GET.', examples: ['/health'] }),
  expect: z.int().min(100).max(599).default(200).describe('The HTTP code that must come back.'),
  contains: text.optional().meta({ description: 'Text that the body must hold.', examples: ['"ok"'] }),
  timeout: smokeTimeout,
})

const smokeWebsocket = z.strictObject({
  websocket: urlPath.meta({ description: 'Path to open a WebSocket on.', examples: ['/realtime/voice'] }),
  subprotocol: text.optional().meta({
    description: 'Sec-WebSocket-Protocol to offer; may be `secret:NAME` or `ssm:NAME`.',
    examples: ['secret:realtime-api-key'],
  }),
  send: z
    .string()
    .optional()
    .meta({ description: 'A message to send.', examples: ['{"t":"start"}'] }),
  expect: text.optional().meta({ description: 'Text that the first answer must hold.', examples: ['ready'] }),
  timeout: smokeTimeout,
})

export const smoke = z.union([
  smokeHttp.describe('An HTTP request.'),
  smokeWebsocket.describe('A WebSocket that opens, and may send a message and wait for one.'),
])

const release = z.strictObject({
  command: words
    .min(1)
    .meta({ description: 'The command, as words.', examples: [['npm', 'run', 'db:push']] }),
  timeout: duration.prefault('10m').describe('How long it may take.'),
})

export const policyStatement = z.strictObject({
  actions: words.min(1).meta({ description: 'IAM actions.', examples: [['s3:GetObject']] }),
  resources: words.min(1).meta({ description: 'ARNs.', examples: [['arn:aws:s3:::media/*']] }),
})

export const secretReference = z
  .string()
  .regex(
    /^((ssm|secret):[A-Za-z0-9_./-]+|\$\{[A-Za-z0-9_.-]+\})$/,
    'write ssm:NAME, secret:NAME, secret:NAME.KEY, or an output such as ${databases.main.url}',
  )

export const service = z
  .strictObject({
    build: build.optional().meta({
      description: 'Build the image from source; either this or `image`.',
      examples: [{ context: '.', args: { SERVICE_PATH: 'services/api' } }],
    }),
    image: text.optional().meta({
      description: 'Run this image instead of building one.',
      examples: ['public.ecr.aws/nginx/nginx:1.29'],
    }),
    repository: z
      .strictObject({
        existing: text.meta({ description: 'Name of the repository.', examples: ['team/api'] }),
      })
      .optional()
      .describe('Push to an ECR repository that somebody else made.'),
    port: z
      .int()
      .min(1)
      .max(65_535)
      .optional()
      .meta({ description: 'Where the container listens.', examples: [8080] }),
    cpu: z
      .int()
      .default(256)
      .meta({
        description: 'CPU units: 1024 is one vCPU. Fargate has fixed pairs with `memory`.',
        examples: [512],
      }),
    memory: z
      .int()
      .default(512)
      .meta({ description: 'MiB.', examples: [1024] }),
    architecture: platform
      .optional()
      .describe('Platform of the tasks; the only one built, or linux/amd64, when absent.'),
    count: count.prefault(1).meta({
      description: 'How many tasks: a number, or the bounds of autoscaling.',
      examples: [2, { min: 2, max: 8, cpu: 70 }],
    }),
    capacity: capacity.prefault('on-demand').meta({
      description: 'What the tasks run on: `on-demand`, `spot`, or a mix of both.',
      examples: ['spot', { onDemand: { base: 1, weight: 1 }, spot: { weight: 4 } }],
    }),
    platformVersion: z
      .string()
      .regex(/^(LATEST|\d+\.\d+\.\d+)$/, 'write LATEST or a version such as 1.4.0')
      .default('LATEST')
      .describe('Fargate platform version.'),
    subnets: z
      .enum(['private', 'public'])
      .optional()
      .describe(
        'Where the tasks live; private when absent. With `nat: none` private tasks reach AWS through VPC endpoints, and public ones by addresses of their own.',
      ),
    routes: z
      .array(urlPath)
      .default([])
      .meta({
        description:
          'Path patterns that the load balancer sends here; `*` is any text and `?` one character.',
        examples: [['/v1/*']],
      }),
    sticky: z.boolean().default(false).describe('Send a client to the same task again.'),
    health: health.prefault({}).describe('How it is found out whether a task is well.'),
    command: words
      .optional()
      .meta({ description: "Instead of the image's own command.", examples: [['npm', 'start']] }),
    env: z
      .record(envName, z.string())
      .default({})
      .meta({
        description: 'Environment variables in the clear; never a secret.',
        examples: [{ PUBLIC_BASE_URL: 'https://${domain.name}' }],
      }),
    secrets: z
      .record(envName, secretReference)
      .default({})
      .meta({
        description:
          'Environment variables from `ssm:NAME`, `secret:NAME`, `secret:NAME.KEY`, or an output that holds a credential, such as `${databases.main.url}`. A secret is declared under `secrets`; a parameter under `parameters`, or made elsewhere when its name begins with `/`: then preflight checks that it exists.',
        examples: [{ DB_URL: 'ssm:/sipai-prod/DB_URL', TOKEN: 'secret:jambonz-token' }],
      }),
    release: release
      .optional()
      .describe('A command run once, on the new image, before any service moves; such as a migration.'),
    smoke: z
      .array(smoke)
      .prefault([])
      .meta({
        description: 'Requests that must succeed after a deploy, by `http` or by `websocket`.',
        examples: [[{ http: '/health', expect: 200 }]],
      }),
    stopTimeout: duration.prefault('30s').describe('Between SIGTERM and SIGKILL; at most 120s.'),
    drain: duration.prefault('30s').describe('How long a leaving task finishes its requests; at most 1h.'),
    access: access.describe('What of this manifest the tasks may use.'),
    mounts,
    policy: z
      .array(policyStatement)
      .default([])
      .meta({
        description: 'What the tasks themselves may call.',
        examples: [[{ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::media/*'] }]],
      }),
  })
  .describe('One image, run as a number of like tasks.')
