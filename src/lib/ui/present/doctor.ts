import type { Checked, Doctor } from '../../runbooks/doctor.ts'
import { counted, type Theme, table } from '../format.ts'
import { sanitize } from '../sanitize.ts'

const headings: Readonly<Record<Checked['area'], string>> = {
  release: 'Releases',
  tasks: 'Tasks',
  values: 'Secrets and parameters',
  network: 'Network',
  front: 'Way in',
  stores: 'Stores',
  account: 'Account',
}

/** A tree: areas, their checks, what each found, how it shows, and what to type next. */
export function presentDoctor(result: Doctor, theme: Theme): string[] {
  const { project, environment, account, region, checks } = result
  const examined = checks.filter(({ result }) => result !== 'skipped')
  const byArea = Object.entries(headings).map(
    ([area, heading]) => [heading, examined.filter(one => one.area === area)] as const,
  )
  return [
    theme.bold(`doctor ${environment} · ${project} · ${account} · ${region}`),
    ...byArea.flatMap(([heading, own]) =>
      own.length > 0 ? ['', theme.bold(heading), ...branch(own, theme)] : [],
    ),
    ...skippedLines(checks, theme),
    '',
    verdict(result, theme),
  ]
}

/** The rows of a branch stand in line, and what was found below each. */
function branch(checks: readonly Checked[], theme: Theme): string[] {
  const rows = table(
    checks.map(one => [`  ${markOf(one, theme)} ${one.title}`, theme.dim(sanitize(one.looked ?? ''))]),
  )
  return checks.flatMap((one, index) => [
    rows[index]!,
    ...one.findings.flatMap(found => findingLines(found, theme)),
  ])
}

function markOf({ result }: Checked, theme: Theme): string {
  if (result === 'ok') return theme.good('✔')
  return result === 'warning' ? theme.warn('!') : theme.bad('✖')
}

function findingLines(
  { level, message, evidence, next }: Checked['findings'][number],
  theme: Theme,
): string[] {
  const tell = level === 'problem' ? theme.bad : theme.warn
  return [
    `      ${tell(sanitize(message))}`,
    ...evidence.map(line => `      ${theme.dim(`· ${sanitize(line)}`)}`),
    `      ${theme.accent('→')} ${sanitize(next)}`,
  ]
}

function skippedLines(checks: readonly Checked[], theme: Theme): string[] {
  const skipped = checks.filter(({ result }) => result === 'skipped')
  if (skipped.length === 0) return []
  const byReason = Map.groupBy(skipped, ({ why }) => why ?? '')
  const lines = [...byReason].map(
    ([why, alike]) => `  ${alike.map(({ name }) => name).join(', ')}: ${sanitize(why)}`,
  )
  return ['', theme.dim('Not examined'), ...lines.map(line => theme.dim(line))]
}

function verdict({ checks, outcome }: Doctor, theme: Theme): string {
  const found = checks.flatMap(({ findings }) => findings)
  const problems = found.filter(({ level }) => level === 'problem').length
  const warnings = found.length - problems
  const examined = counted(checks.filter(({ result }) => result !== 'skipped').length, 'check')
  if (outcome === 'well') return `${theme.good('✔')} All is well: ${examined}.`
  const told = [
    ...(problems > 0 ? [theme.bad(counted(problems, 'problem'))] : []),
    ...(warnings > 0 ? [theme.warn(counted(warnings, 'warning'))] : []),
  ]
  return `${problems > 0 ? theme.bad('✖') : theme.warn('!')} ${told.join(' and ')} in ${examined}.`
}
