import type { ListedInstance, ListedSnapshot, RestoreList } from '../../runbooks/restore/list.ts'
import type { RemovalPreview, RemovalResult } from '../../runbooks/restore/remove.ts'
import type { SwitchPreview, SwitchResult } from '../../runbooks/restore/switch.ts'
import type { RestorePreview, RestoreResult } from '../../runbooks/restore.ts'
import { counted, seconds, type Theme, table } from '../format.ts'

export function presentBackups(list: RestoreList, theme: Theme): string[] {
  const { environment, database, snapshots, instances } = list
  const command = `deployctl restore ${environment} ${database}`
  // A copy that nobody uses goes back to nothing that its source does not.
  const windows = instances.filter(({ role }) => role !== 'restored').flatMap(({ window }) => window ?? [])
  return [
    theme.bold(`${database} of ${environment}`),
    ...table(instances.map(one => instanceRow(one, theme))),
    '',
    ...(windows.length > 0
      ? [
          ...windows.map(({ from, to }) => `Any moment from ${from} to ${to}`),
          `  ${theme.accent(`${command} --to "15m ago"`)}`,
        ]
      : [theme.warn('No moment: automated backups are off, or have not begun.')]),
    '',
    ...(snapshots.length > 0
      ? [
          counted(snapshots.length, 'snapshot'),
          ...table(snapshots.map(snapshotRow)),
          `  ${theme.accent(`${command} --snapshot ID`)}`,
        ]
      : ['No snapshots.']),
  ]
}

function instanceRow({ instance, role, status, madeAt = '' }: ListedInstance, theme: Theme): string[] {
  const mark = role === 'current' ? theme.good('●') : theme.dim('○')
  return [`  ${mark} ${instance}`, role, status, madeAt]
}

function snapshotRow({ id, type, status, at = '', version, storage }: ListedSnapshot): string[] {
  return [`  ${id}`, type, at, version, `${storage} GiB`, status === 'available' ? '' : status]
}

/** What a dry run found; nothing was made. */
export function presentRestorePreview({ database, source, at, instance }: RestorePreview): string[] {
  return [
    `Would make ${instance}, a copy of ${database} as it was at ${at}, from ${source}.`,
    'Nothing would use it before it is switched to.',
  ]
}

export function presentRestore(
  { environment, database, source, at, instance, seconds: took }: RestoreResult,
  theme: Theme,
): string[] {
  const command = `deployctl restore ${environment} ${database}`
  return [
    `${theme.good('✔')} ${instance} stands, after ${seconds(took)}: ${database} as it was at ${at}, from ${source}.`,
    '  Nothing uses it yet, and it costs as much as the one that serves.',
    `  Switch to it:  ${theme.accent(`${command} --switch-to ${instance}`)}`,
    `  Or remove it:  ${theme.accent(`${command} --remove ${instance}`)}`,
  ]
}

/** What a switch is about, before it is confirmed, or in a dry run. */
export function presentSwitchPreview(
  { environment, database, from, to, services, sleepsOnDemand }: SwitchPreview,
  theme: Theme,
): string[] {
  return [
    theme.bold(`${database} of ${environment}: ${from ?? 'nothing'} → ${to}`),
    `  The secret of ${database}, and its proxy where it has one, will lead to ${to}.`,
    ...(sleepsOnDemand
      ? [`  From now on it is ${to} that starts and stops with what sleeps on demand.`]
      : []),
    ...(services.length > 0
      ? [
          `  ${services.join(', ')}: from the next deploy on; until then what runs stays where it is connected.`,
        ]
      : []),
    ...(from ? [`  ${from} stays as it is, and what was written to it does not come along.`] : []),
  ]
}

export function presentSwitch(
  { environment, database, from, to, services, outcome, endpoint, seconds: took }: SwitchResult,
  theme: Theme,
): string[] {
  const back = from && from !== to ? `deployctl restore ${environment} ${database}` : undefined
  const head =
    outcome === 'switched'
      ? `${database} is ${to} now, after ${seconds(took)}: ${endpoint}.`
      : `${database} is ${to} already: ${endpoint}.`
  return [
    `${theme.good('✔')} ${head}`,
    ...(services.length > 0
      ? [`  Let ${services.join(', ')} use it:  ${theme.accent(`deployctl deploy ${environment}`)}`]
      : []),
    ...(back
      ? [
          `  Go back:    ${theme.accent(`${back} --switch-to ${from}`)}`,
          `  Once sure:  ${theme.accent(`${back} --remove ${from}`)}`,
        ]
      : []),
  ]
}

/** What a removal is about, before it is confirmed, or in a dry run. */
export function presentRemovalPreview(
  { environment, database, remove }: RemovalPreview,
  theme: Theme,
): string[] {
  return [
    theme.bold(`${remove}, which ${database} of ${environment} does not need`),
    '  It is deleted; a last snapshot of it stays.',
  ]
}

export function presentRemoval({ remove, snapshot, seconds: took }: RemovalResult, theme: Theme): string[] {
  return [
    `${theme.good('✔')} ${remove} is gone, after ${seconds(took)}.`,
    ...(snapshot ? [`  What was in it stays in its last snapshot, ${snapshot}.`] : []),
  ]
}
