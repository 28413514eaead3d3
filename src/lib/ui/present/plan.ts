import type { PlannedItem, PlanResult } from '../../runbooks/plan.ts'
import type { PlanCost } from '../../runbooks/plan-cost.ts'
import { counted, type Theme, table, usd } from '../format.ts'
import { sanitize } from '../sanitize.ts'

const signs = { create: '+', update: '~', replace: '±', remove: '-', keep: '=', none: ' ' } as const

export function presentPlan(
  { project, environment, account, region, items, changes, monthly }: PlanResult,
  theme: Theme,
): string[] {
  const head = theme.bold(`plan ${environment} · ${project} · ${account} · ${region}`)
  const now = items.filter(
    ({ action, by }) =>
      action !== 'none' && (by === 'bootstrap' || action === 'update' || action === 'replace'),
  )
  const later = items.filter(item => item.action !== 'none' && !now.includes(item))
  const standing = items.filter(({ action }) => action === 'none').length
  return [
    head,
    '',
    ...(now.length > 0 ? [...presentItems(now, theme), ''] : []),
    ...(later.length > 0 ? [theme.dim('Made later:'), ...presentItems(later, theme), ''] : []),
    changes === 0
      ? `${theme.good('✔')} No changes: ${counted(standing, 'resource')} as wanted.`
      : `${counted(changes, 'change')}, ${standing} as wanted. Settle with: ${theme.accent(`deployctl bootstrap ${environment}`)}`,
    ...(monthly ? [monthlyLine(monthly, environment, theme)] : []),
  ]
}

/** What stands has no requests to tell of: both sums are of a month that is always awake. */
function monthlyLine({ now, after, partial }: PlanCost, environment: string, theme: Theme): string {
  const [from, to] = [now, after].map(usd)
  const sums = from === to ? `${to}, as it stands` : `${from} as it stands, ${to} as wanted`
  const least = partial ? ' at least' : ''
  return theme.dim(`A month${least}: about ${sums}; line by line: deployctl cost ${environment}`)
}

/** Items a line each, with what differs below. */
export function presentItems(items: readonly PlannedItem[], theme: Theme): string[] {
  const rows = table(
    items.map(item => [
      ` ${signs[item.action]} ${item.kind}`,
      item.id,
      item.name ?? '',
      theme.dim(item.why ?? (item.by === 'bootstrap' ? '' : `by ${item.by}`)),
    ]),
  )
  return items.flatMap((item, index) => [
    styled(item, rows[index]!, theme),
    ...item.changes.map(({ path, from, to, note }) =>
      theme.dim(`     ${path}: ${shown(from)} → ${shown(to)}${note ? `; ${note}` : ''}`),
    ),
  ])
}

function styled({ action }: PlannedItem, row: string, theme: Theme): string {
  if (action === 'create') return theme.good(row)
  if (action === 'remove' || action === 'replace') return theme.bad(row)
  return action === 'update' ? theme.warn(row) : row
}

function shown(value: unknown): string {
  const text = sanitize(typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing'))
  return text.length > 100 ? `${text.slice(0, 99)}…` : text
}
