import { z } from 'zod'
import { duration } from './scalars.ts'

/** So many in a period. */
export interface Rate {
  count: number
  /** Seconds. */
  period: number
}

/** So many of a hundred. */
export interface Share {
  percent: number
}

const rateText = z
  .string()
  .regex(/^\d+(\.\d+)?\/(min|[1-9]\d{0,2}m)$/, 'write a rate such as 10/min or 10/5m')
  .meta({ title: 'rate' })
const shareText = z
  .string()
  .regex(/^(100|\d{1,2}(\.\d+)?)%$/, 'write a share such as 1%')
  .meta({ title: 'share' })
const bareRate = z.number().min(0)

/** `10/min`, `3/5m`, or a bare number a minute; becomes a count in a period of seconds. */
const rate = z.codec(z.union([bareRate, rateText]), z.custom<Rate>(), {
  decode: decodeRate,
  encode: encodeRate,
})

/** A rate, or a share such as `1%`. */
const rateOrShare = z.codec(z.union([bareRate, rateText, shareText]), z.custom<Rate | Share>(), {
  decode: value => (isShare(value) ? decodeShare(value) : decodeRate(value)),
  encode: value => ('percent' in value ? `${value.percent}%` : encodeRate(value)),
})

/** A number, or a share of all there can be. */
const countOrShare = z.codec(z.union([z.int().min(1), shareText]), z.custom<{ count: number } | Share>(), {
  decode: value => (typeof value === 'number' ? { count: value } : decodeShare(value)),
  encode: value => ('percent' in value ? `${value.percent}%` : value.count),
})

function decodeRate(value: number | string): Rate {
  if (typeof value === 'number') return { count: value, period: 60 }
  const [count, period] = value.split('/') as [string, string]
  return { count: Number(count), period: period === 'min' ? 60 : Number(period.slice(0, -1)) * 60 }
}

function encodeRate({ count, period }: Rate): string {
  return `${count}/${period === 60 ? 'min' : `${period / 60}m`}`
}

function isShare(value: number | string): value is string {
  return String(value).endsWith('%')
}

function decodeShare(value: string): Share {
  return { percent: Number(value.slice(0, -1)) }
}

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
  http5xx: rateOrShare.optional().meta({
    description:
      'Alarm above this many 5xx answers, of the services or for want of one: so many in a time, or a share of all answers.',
    examples: ['10/min', '1%'],
  }),
  latencyP95: duration
    .optional()
    .meta({ description: 'Alarm when one request in twenty is slower.', examples: ['1s'] }),
  unhealthyHosts: z
    .int()
    .min(0)
    .optional()
    .meta({ description: 'Alarm above this many unhealthy targets of a service.', examples: [0] }),
  databaseCpu: percent.optional().meta({
    description:
      'Alarm above this percent of a database’s CPU, or of the most ACUs of Aurora, averaged over five minutes.',
    examples: [80],
  }),
  databaseConnections: countOrShare.optional().meta({
    description:
      'Alarm above this many connections to a database, or this share of what its class, or its most ACUs, allow.',
    examples: ['80%', 60],
  }),
  cacheEvictions: rate.optional().meta({
    description: 'Alarm when a cache drops more keys than this for want of memory.',
    examples: ['100/min'],
  }),
  functionErrors: rate
    .optional()
    .meta({ description: 'Alarm above this many failed calls of a function.', examples: ['5/5m'] }),
})
