import type { ReleaseRecord } from '../../releases/record.ts'
import type { DeployResult } from '../../runbooks/deploy.ts'
import type { RollbackResult } from '../../runbooks/rollback.ts'
import type { RollbackPreview } from '../../runbooks/rollback-preview.ts'
import { seconds, type Theme, table } from '../format.ts'
import { sanitize } from '../sanitize.ts'
import { thingRows } from './things.ts'

type Services = ReleaseRecord['services']

export function presentRelease(result: DeployResult, environment: string, theme: Theme): string[] {
  const { outcome, release, left, timings } = result
  if (outcome === 'unchanged')
    return [`${theme.good('✔')} Nothing to do: release ${release ?? 'none'} serves what the manifest wants.`]
  return [
    `${theme.good('✔')} ${served(result, environment)}, ${total(timings)}.`,
    ...releasedLines(result, theme),
    ...smokeLines(result, theme),
    ...leftLine(left, theme),
  ]
}

export function presentRollback(result: RollbackResult, environment: string, theme: Theme): string[] {
  const { outcome, restores, left, notRolledBack, undo, timings } = result
  if (outcome === 'unchanged')
    return [`${theme.good('✔')} Nothing to do: release ${restores} serves already.`]
  return [
    `${theme.good('✔')} ${served(result, environment)}: a return to release ${restores}, ${total(timings)}.`,
    ...releasedLines(result, theme),
    ...leftLine(left, theme),
    ...notRolledBack.map(what => `  ${theme.warn('not rolled back:')} ${sanitize(what)}`),
    ...(undo ? [`  Undo it with: ${theme.accent(undo)}`] : []),
  ]
}

/** What nobody has seen run does not serve yet. */
function served({ release, services }: DeployResult | RollbackResult, environment: string): string {
  const counts = Object.values(services).map(({ desired }) => desired)
  const sleeps = counts.length > 0 && counts.every(count => count === 0)
  if (sleeps) return `Release ${release} is what the next wake of ${environment} runs`
  return `Release ${release} serves ${environment}`
}

/** What a rollback would do. */
export function presentPreview(
  { from, to, moves }: RollbackPreview,
  environment: string,
  theme: Theme,
): string[] {
  const rows = Object.entries(moves).map(([service, image]) => [`  ${service}`, `→ ${digestOf(image)}`])
  if (rows.length === 0) return [`${theme.good('✔')} Nothing to do: release ${to} serves already.`]
  return [
    `Would return ${environment} from release ${from ?? 'none'} to release ${to}:`,
    ...table(rows),
    `  Do it with: ${theme.accent(`deployctl rollback ${environment} ${to}`)}`,
  ]
}

function releasedLines(released: DeployResult | RollbackResult, theme: Theme): string[] {
  return table([...serviceRows(released.services, theme), ...thingRows(released, theme)])
}

function serviceRows(services: Services, theme: Theme): string[][] {
  return Object.entries(services).map(([name, { image, desired, outcome, seconds: took }]) => [
    `  ${name}`,
    `${desired} wanted`,
    digestOf(image),
    outcome,
    took === undefined ? '' : theme.dim(seconds(took)),
  ])
}

/** How long users wait for a new version of a function: for its first answer, and from then on. */
function smokeLines({ smoke }: DeployResult, theme: Theme): string[] {
  return smoke.flatMap(({ request, times }) =>
    times
      ? [`  ${request}  cold ${theme.accent(`${times.cold} s`)}, warm ${theme.accent(`${times.warm} s`)}`]
      : [],
  )
}

function leftLine(left: readonly string[], theme: Theme): string[] {
  return left.length > 0
    ? [theme.warn(`  Left as they are, because the manifest does not name them: ${left.join(', ')}`)]
    : []
}

/** Enough of a digest to tell images apart. */
export function digestOf(image: string): string {
  return image.split('@sha256:')[1]?.slice(0, 8) ?? image
}

function total(timings: ReleaseRecord['timings']): string {
  return seconds(timings.reduce((sum, step) => sum + step.seconds, 0))
}
