import type { SecretRow } from '../../secrets/index.ts'
import { ago, type Theme, table } from '../format.ts'

export function presentSecrets(
  rows: readonly SecretRow[],
  environment: string,
  now: number,
  theme: Theme,
): string[] {
  if (rows.length === 0) return ['The manifest declares no secrets and no parameters.']
  const lines = table(rows.map(row => [mark(row, theme), row.label, ...facts(row, now, theme)]))
  const missing = rows.filter(({ set, optional }) => !set && !optional)
  const stale = new Set(rows.flatMap(row => row.stale))
  return [
    ...lines,
    ...(missing.length > 0
      ? [
          '',
          `${missing.length} missing. Give them with: ${theme.accent(`deployctl secrets put ${environment}`)}`,
        ]
      : []),
    ...(stale.size > 0
      ? [
          '',
          `${[...stale].join(', ')} still ${stale.size === 1 ? 'runs' : 'run'} with older values: ${theme.accent(`deployctl deploy ${environment}`)}`,
        ]
      : []),
  ]
}

function mark({ set, optional }: SecretRow, theme: Theme): string {
  if (set) return theme.good('✔')
  return optional ? theme.dim('–') : theme.bad('✖')
}

function facts(
  { set, optional, digest, version, updatedAt, stale, immutable }: SecretRow,
  now: number,
  theme: Theme,
): string[] {
  if (!set) return [optional ? theme.dim('not set, optional') : 'not set']
  return [
    digest ?? '',
    theme.dim(`version ${version?.slice(0, 8) ?? '?'}`),
    updatedAt ? ago(updatedAt, now) : '',
    [immutable ? 'immutable' : '', stale.length > 0 ? theme.warn(`older in ${stale.join(', ')}`) : '']
      .filter(Boolean)
      .join(', '),
  ]
}
