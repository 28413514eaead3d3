import { awsError } from '../../aws-error.ts'

interface Schedule {
  /** `cron(…)`, `at(…)` or `rate(…)`. */
  readonly expression: string
  readonly timezone: string
}

/**
 * The first moment after another at which a schedule is due, or undefined where it has none left.
 * https://docs.aws.amazon.com/autoscaling/application/userguide/scheduled-scaling-using-cron-expressions.html
 *
 * @param after virtual ms since the epoch
 * @throws AwsError ValidationException
 */
export async function nextRun(
  { expression, timezone }: Schedule,
  after: number,
): Promise<number | undefined> {
  const [, kind, text = ''] = /^(cron|at|rate)\((.+)\)$/.exec(expression) ?? []
  if (kind === 'rate') return after + rateMs(text, expression)
  if (kind === undefined) throw malformed(expression)
  const { Cron } = await import('croner')
  try {
    const pattern = kind === 'cron' ? cronPattern(text) : text
    const options = kind === 'cron' ? ({ timezone, mode: '7-part' } as const) : { timezone }
    return new Cron(pattern, options).nextRun(new Date(after))?.getTime()
  } catch {
    throw malformed(expression)
  }
}

/** AWS writes minute, hour, day, month, weekday from 1 (Sunday), year; croner has seconds first, and weekdays from 0. */
function cronPattern(text: string): string {
  const fields = text.trim().split(/\s+/)
  if (fields.length !== 6 || !fields.includes('?')) throw malformed(text)
  const [minute, hour, day, month, weekday = '', year] = fields.map(field => (field === '?' ? '*' : field))
  const fromZero = weekday.replace(/(?<![#/\d])\d/g, digit => String(Number(digit) - 1))
  return ['0', minute, hour, day, month, fromZero, year].join(' ')
}

const unitMs = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const

function rateMs(text: string, expression: string): number {
  const [, value = '', unit = ''] = /^(\d+) (minute|hour|day)s?$/.exec(text) ?? []
  if (value === '' || value === '0') throw malformed(expression)
  return Number(value) * unitMs[unit as keyof typeof unitMs]
}

function malformed(expression: string) {
  return awsError('ValidationException', `Invalid schedule expression: ${expression}`)
}
