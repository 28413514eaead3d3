import { z } from 'zod'
import { duration, logicalName, text } from './scalars.ts'

const idle = z.strictObject({
  after: duration.prefault('30m').describe('How long there must have been too few requests.'),
  fewerRequestsThan: z.int().min(1).default(5).describe('How many requests in that time keep it awake.'),
  checkEvery: duration.prefault('15m').describe('How often that is looked at; whole minutes.'),
  minimumAwake: duration
    .optional()
    .meta({ description: 'How long it stays awake at least; `after` when absent.', examples: ['30m'] }),
  connections: z
    .boolean()
    .optional()
    .meta({
      description:
        "Whether open connections, such as WebSockets, keep it awake behind a load balancer; when absent, of one that is its own. A load balancer tells only how many it has in all, other systems' included.",
      examples: [false],
    }),
})

const ignore = z.strictObject({
  paths: z
    .array(text)
    .default([])
    .meta({
      description: 'Paths that wake nobody; `*` at the end is any text.',
      examples: [['/metrics', '/probe/*']],
    }),
  userAgents: z
    .array(text)
    .default([])
    .meta({ description: 'Parts of a User-Agent that wake nobody.', examples: [['my-monitor']] }),
})

const protect = z.strictObject({
  wake: z
    .boolean()
    .default(false)
    .describe('Only who shows the token may wake it; stopping it by a request always needs it.'),
  wakesPerMinute: z.int().min(1).max(60).default(10).describe('Wakes beyond that are answered with 429.'),
})

/** Services that run only while somebody uses them. */
export const onDemand = z.strictObject({
  service: logicalName.meta({
    description: 'The service that a request wakes, and that users wait for.',
    examples: ['app'],
  }),
  with: z
    .array(logicalName)
    .default([])
    .meta({ description: 'Services that wake and sleep with it.', examples: [['worker']] }),
  databases: z
    .array(logicalName)
    .default([])
    .meta({
      description:
        'Databases that sleep with it: instances are stopped and started, which takes minutes; Aurora pauses by itself.',
      examples: [['main']],
    }),
  title: text.optional().meta({
    description: 'What the waiting page calls it; the name of the project when absent.',
    examples: ['Ultra'],
  }),
  idle: idle.prefault({}).describe('When it is put to sleep.'),
  ignore: ignore.prefault({}).describe('Who wakes nobody, besides the usual robots and probes.'),
  protect: protect.prefault({}).describe('Who may wake it.'),
  startOnDeploy: z
    .boolean()
    .default(false)
    .describe('A release wakes it, so that it is tested at once; otherwise the next wake runs the release.'),
})
