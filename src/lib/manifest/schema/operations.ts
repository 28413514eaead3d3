import { z } from 'zod'
import { duration, logicalName, text } from './scalars.ts'

interface Rate {
  count: number
  /** Seconds. */
  period: number
}

/** `10/min`, `3/5m`, or a bare number a minute; becomes a count in a period of seconds. */
const rate = z.codec(
  z.union([
    z.number().min(0),
    z
      .string()
      .regex(/^\d+(\.\d+)?\/(min|[1-9]\d{0,2}m)$/, 'write a rate such as 10/min or 10/5m')
      .meta({ title: 'rate' }),
  ]),
  z.custom<Rate>(),
  {
    decode: value => {
      if (typeof value === 'number') return { count: value, period: 60 }
      const [count, period] = value.split('/') as [string, string]
      return { count: Number(count), period: period === 'min' ? 60 : Number(period.slice(0, -1)) * 60 }
    },
    encode: ({ count, period }) => `${count}/${period === 60 ? 'min' : `${period / 60}m`}`,
  },
)

const percent = z.number().min(1).max(100)

export const alarms = z.strictObject({
  notify: z
    .array(z.email('write an e-mail address such as ops@example.com'))
    .default([])
    .meta({ description: 'Who is told, by e-mail.', examples: [['ops@example.com']] }),
  cpu: percent
    .optional()
    .meta({ description: 'Alarm above this percent of CPU, averaged over five minutes.', examples: [80] }),
  memory: percent
    .optional()
    .meta({ description: 'Alarm above this percent of memory, averaged over five minutes.', examples: [85] }),
  http5xx: rate.optional().meta({
    description: 'Alarm above this many 5xx answers, of the services or for want of one.',
    examples: ['10/min'],
  }),
  latencyP95: duration
    .optional()
    .meta({ description: 'Alarm when one request in twenty is slower.', examples: ['1s'] }),
  unhealthyHosts: z
    .int()
    .min(0)
    .optional()
    .meta({ description: 'Alarm above this many unhealthy targets of a service.', examples: [0] }),
})

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
    .meta({ description: 'How many tasks there are from then on.', examples: [0] }),
  services: z
    .array(logicalName)
    .optional()
    .meta({ description: 'Which services; all of them when absent.', examples: [['api']] }),
})

export const releases = z.strictObject({
  keep: z.int().min(2).max(100).default(20).describe('Releases that stay ready to return to.'),
})
