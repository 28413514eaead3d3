import { z } from 'zod'
import { duration, logicalName, text } from './scalars.ts'

export const logs = z.strictObject({
  retention: duration.prefault('30d').meta({
    description: 'How long log lines are kept; one of the spans that CloudWatch has.',
    examples: ['7d'],
  }),
})

export const guards = z.strictObject({
  forbidInEnv: z
    .array(text)
    .default([])
    .meta({
      description: 'Words that no variable of the environment may hold.',
      examples: [['localhost', 'ngrok']],
    }),
})

export const scheduleEntry = z.strictObject({
  at: z.string().meta({
    description: 'Cron: minute, hour, day of month, month, day of week.',
    examples: ['0 21 * * *'],
  }),
  timezone: z
    .string()
    .default('UTC')
    .meta({ description: 'IANA name of the zone that `at` is read in.', examples: ['Australia/Sydney'] }),
  count: z
    .int()
    .min(0)
    .meta({
      description:
        'How many tasks there are from then on; what sleeps on demand is kept awake where that is not 0.',
      examples: [0],
    }),
  services: z
    .array(logicalName)
    .optional()
    .meta({ description: 'Which services; all of them when absent.', examples: [['api']] }),
})

export const releases = z.strictObject({
  keep: z.int().min(2).max(100).default(20).describe('Releases that stay ready to return to.'),
})
