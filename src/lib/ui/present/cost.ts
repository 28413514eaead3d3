import type { CostLine, CostResult } from '../../runbooks/cost.ts'
import { counted, type Theme, table, usd } from '../format.ts'
import { sanitize } from '../sanitize.ts'

const headings = { compute: 'Compute', network: 'Network', data: 'Data', operations: 'Operations' } as const

/** An estimate as a person reads it: the lines, the sums, what was assumed, and what would cost less. */
export function presentCost(result: CostResult, theme: Theme): string[] {
  const { environment, project, region, prices } = result
  const source = prices.file ? ` from ${prices.file}` : ''
  return [
    `${theme.bold(`cost ${environment} · ${project} · ${region}`)}${theme.dim(` · US dollars a month, at prices of ${prices.date}${source}`)}`,
    ...lineTable(result, theme),
    '',
    ...sumLines(result, theme),
    ...unpricedLines(result, theme),
    ...assumptionLines(result, theme),
    ...savingLines(result, theme),
  ]
}

/** A third column only where the expected month is neither of the two. */
function columnsOf({
  month,
}: CostResult): readonly (keyof Pick<CostLine, 'awake' | 'asleep' | 'expected'>)[] {
  return month.expected === month.awake ? ['awake', 'asleep'] : ['awake', 'asleep', 'expected']
}

function lineTable(result: CostResult, theme: Theme): string[] {
  const columns = columnsOf(result)
  const sums = columns.map(column => usd(result.month[column]))
  const width = Math.max(...sums.map(({ length }) => length), ...columns.map(({ length }) => length))
  const right = (text: string) => text.padStart(width)
  const amounts = (line: CostLine) => columns.map(column => right(usd(line[column])))
  const groups = Object.entries(headings)
    .map(([section, heading]) => ({
      heading,
      lines: result.lines.filter(line => line.section === section && costs(line)),
    }))
    .filter(({ lines }) => lines.length > 0)
  const rows = table([
    ['', '', ...columns.map(right)],
    ...groups.flatMap(({ heading, lines }) => [
      [heading],
      ...lines.map(line => [`  ${line.subject}`, line.what, ...amounts(line)]),
    ]),
    ['', '', ...columns.map(() => '─'.repeat(width))],
    ['A month', '', ...sums.map(right)],
  ])
  const isHeading = new Set<string>([...groups.map(({ heading }) => heading), rows.at(-1)!])
  const quiet = new Set([rows[0]!, rows.at(-2)!])
  return rows.map(row => (isHeading.has(row) ? theme.bold(row) : quiet.has(row) ? theme.dim(row) : row))
}

function costs({ awake, asleep, expected }: CostLine): boolean {
  return awake + asleep + expected > 0
}

function sumLines({ expectation, month }: CostResult, theme: Theme): string[] {
  const hours = `${Number(expectation.hoursPerDay.toFixed(1))} hours a day`
  const how = {
    given: `awake ${hours}`,
    measured: `awake ${hours}, as in the last ${counted(expectation.days ?? 0, 'day')}`,
    'on-demand': `awake ${hours}, as assumed`,
    schedule: `awake ${hours} by the schedule`,
    always: 'always awake',
  }
  const { expected, atMost, allowances } = month
  return [
    `Expected: ${theme.bold(usd(expected))}, ${how[expectation.basis]}.`,
    ...(expectation.unmeasured === undefined
      ? []
      : [
          theme.dim(
            `  Not measured: ${sanitize(expectation.unmeasured)} Give --hours-per-day where you know better.`,
          ),
        ]),
    ...(atMost > expected ? [`With everything grown as far as it may: ${usd(atMost)}.`] : []),
    ...(allowances > 0
      ? [theme.dim(`Less ${usd(allowances)} where nothing else in the account uses AWS’s free allowances.`)]
      : []),
  ]
}

function unpricedLines({ unpriced }: CostResult, theme: Theme): string[] {
  if (unpriced.length === 0) return []
  return [
    '',
    theme.warn('Not in these sums, for want of a price; give it with --prices:'),
    ...table(
      unpriced.map(({ subject, price, unit, source }) => [`  ${subject}`, price, `per ${unit}`, source]),
    ),
  ]
}

function assumptionLines({ assumptions }: CostResult, theme: Theme): string[] {
  if (assumptions.length === 0) return []
  const rows = assumptions.map(({ name, value, unit, means, given }) => [
    `  ${name}`,
    `${value.toLocaleString('en')} ${unit}`,
    `${means}${given ? ' (given)' : ''}`,
  ])
  return [
    '',
    theme.dim('Assumed; give better numbers with --assume NAME=NUMBER:'),
    ...table(rows).map(theme.dim),
  ]
}

function savingLines({ savings, month }: CostResult, theme: Theme): string[] {
  const { each, together } = savings
  if (each.length === 0) return []
  const width = Math.max(...each.map(({ usd: amount }) => usd(amount).length))
  const rows = table(
    each.map(({ usd: amount, title, tradeOff }) => [
      `  ${theme.good(`−${usd(amount).padStart(width)}`)}`,
      title,
      theme.dim(tradeOff),
    ]),
  )
  const indent = ' '.repeat(width + 5)
  return [
    '',
    theme.bold('What would cost less, each by itself:'),
    ...each.flatMap(({ write }, index) => [
      rows[index]!,
      ...written(write).map(line => theme.accent(indent + line)),
    ]),
    ...(each.length > 1
      ? [
          '',
          `The best of those that go together save ${usd(together.usd)}, which leaves ${usd(month.expected - together.usd)}.`,
        ]
      : []),
  ]
}

/** Eight services that change alike fill no screen. */
function written(write: readonly string[]): string[] {
  const most = 3
  return write.length > most + 1 ? [...write.slice(0, most), `… and ${write.length - most} more`] : [...write]
}
