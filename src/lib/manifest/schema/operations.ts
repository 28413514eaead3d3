import { z } from 'zod'
import { duration } from './scalars.ts'

/** `10/min`, `3/5m`, or a bare number a minute; becomes a count in a period of seconds. */
const rate = z
  .union([z.number(), z.string().regex(/^\d+(\.\d+)?\/(min|\d+m)$/, 'write a rate such as 10/min or 10/5m')])
  .transform(value => {
    if (typeof value === 'number') return { count: value, period: 60 }
    const [count, period] = value.split('/') as [string, string]
    return { count: Number(count), period: period === 'min' ? 60 : Number(period.slice(0, -1)) * 60 }
  })

export const alarms = z.strictObject({
  notify: z.array(z.email()).default([]).describe('Who is told, by e-mail.'),
  cpu: z.number().min(1).max(100).optional().describe('Percent, averaged over five minutes.'),
  memory: z.number().min(1).max(100).optional().describe('Percent, averaged over five minutes.'),
  http5xx: rate.optional(),
  latencyP95: duration.optional(),
  unhealthyHosts: z.int().min(0).optional().describe('Alarm above this many.'),
})

export const logs = z.strictObject({ retention: duration.prefault('30d') })

export const guards = z.strictObject({
  forbidInEnv: z
    .array(z.string().min(1))
    .default([])
    .describe('Words that no variable of the environment may hold.'),
})

export const scheduleEntry = z.strictObject({
  at: z.string().describe('Cron: minute, hour, day of month, month, day of week.'),
  timezone: z.string().default('UTC'),
  count: z.int().min(0),
  services: z.array(z.string()).optional(),
})

export const releases = z.strictObject({
  keep: z.int().min(2).max(100).default(20).describe('Releases that stay ready to return to.'),
})
