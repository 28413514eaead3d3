import type { ReleaseList, ReleaseSummary } from '../../runbooks/releases.ts'
import { seconds, type Theme, table } from '../format.ts'
import { sanitize } from '../sanitize.ts'
import { digestOf } from './release.ts'

export function presentReleases(
  { releases, rollbackTo }: ReleaseList,
  environment: string,
  theme: Theme,
): string[] {
  if (releases.length === 0) return ['Nothing was released yet.']
  const heads = ['', 'release', 'started', 'who', 'commit', 'outcome', 'took', 'images', ''].map(theme.dim)
  return [
    ...table([heads, ...releases.map(release => row(release, theme))]),
    ...(rollbackTo
      ? ['', `To return to release ${rollbackTo}: ${theme.accent(`deployctl rollback ${environment}`)}`]
      : []),
  ]
}

function row(release: ReleaseSummary, theme: Theme): string[] {
  const { number, restores, startedAt, user, commit, outcome, seconds: took, services, state } = release
  return [
    mark(outcome, theme),
    `${number}${restores ? ` (returns to ${restores})` : ''}`,
    startedAt.slice(0, 16).replace('T', ' '),
    sanitize(user),
    commit ? `${commit.sha.slice(0, 7)}${commit.dirty ? '+' : ''}` : '',
    outcome,
    took === undefined ? '' : seconds(took),
    Object.entries(services)
      .map(([name, { image }]) => `${name} ${digestOf(image)}`)
      .join(', '),
    state === 'serving' ? theme.good('serving') : '',
  ]
}

function mark(outcome: ReleaseSummary['outcome'], theme: Theme): string {
  if (outcome === 'succeeded') return theme.good('✔')
  return outcome === 'in-progress' ? theme.accent('◐') : theme.bad('✖')
}
