import { z } from 'zod'

const unitSeconds = { s: 1, m: 60, h: 3600, d: 86_400 } as const

/** `30s`, `15m`, `2h`, `7d`; becomes seconds. */
export const duration = z.codec(
  z
    .string()
    .regex(/^\d{1,6}[smhd]$/, 'write a duration such as 30s, 15m, 2h or 7d')
    .meta({ title: 'duration' }),
  z.number(),
  {
    decode: text => Number(text.slice(0, -1)) * unitSeconds[text.slice(-1) as keyof typeof unitSeconds],
    encode: formatDuration,
  },
)

/** Seconds in the largest unit that divides them: 90 is `90s`, 120 is `2m`, 604800 is `7d`. */
export function formatDuration(seconds: number): string {
  const units = Object.entries(unitSeconds).reverse()
  const [unit, size] = units.find(([, size]) => seconds > 0 && seconds % size === 0) ?? ['s', 1]
  return `${seconds / size}${unit}`
}

/** Logical names become parts of AWS names, so they keep to what every AWS service accepts. */
export const logicalName = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{0,30}[a-z0-9]$|^[a-z]$/,
    'use 1 to 32 lower-case letters, digits and inner hyphens, beginning with a letter',
  )

/** A quoted string: YAML reads an unquoted 012345678901 as a number and loses its zero. */
export const account = z.string().regex(/^\d{12}$/, 'write the account as a quoted string of 12 digits')

export const region = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'write a region such as us-east-1')

export const cidr = z
  .cidrv4({ error: 'write an IPv4 block such as 10.0.0.0/16' })
  .meta({ title: 'IPv4 block' })

export const envName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'use letters, digits and underscores')

export const urlPath = z.string().regex(/^\//, 'write a path that begins with /, such as /health')

export const text = z.string().min(1, 'write at least one character')

/** An ARN of one AWS service, such as `elasticloadbalancing`. */
export function arn(service: string, example: string) {
  return z.string().regex(new RegExp(`^arn:aws[a-z-]*:${service}:.+`), `write an ARN such as ${example}`)
}
