import type { FailureStory } from '../../runbooks/release/verdict.ts'
import type { ServiceStory } from '../../runbooks/rollout/story.ts'
import type { Theme } from '../format.ts'
import { sanitize } from '../sanitize.ts'
import { shorten } from '../shorten.ts'

/** Why a release failed: what ECS said, why tasks stopped, what they logged last, and what serves now. Pure. */
export function presentStory(
  { failed, smoke, refused, fates, serves }: FailureStory,
  theme: Theme,
): string[] {
  const lines = [
    ...failed.flatMap(story => serviceLines(story, theme)),
    ...smoke.map(({ request, wrong }) =>
      wrong ? `${theme.bad('✖')} ${request} ${sanitize(wrong)}` : `${theme.good('✔')} ${request}`,
    ),
    ...(refused ? [`AWS refused: ${sanitize(refused)}`] : []),
    ...Object.entries(fates).map(([service, fate]) => `${service} ${fate}.`),
    ...(serves === undefined ? [] : [`Release ${serves} serves.`]),
  ]
  return lines.map(line => `  ${line}`)
}

function serviceLines({ service, said, stopped, logs, serves }: ServiceStory, theme: Theme): string[] {
  return [
    theme.bold(service),
    ...section('ECS said', said.map(shorten), theme),
    ...(stopped
      ? section(
          `task ${stopped.task.slice(0, 8)} stopped (${stopped.code})`,
          [stopped.plain, shorten(stopped.reason)],
          theme,
        )
      : []),
    ...(logs.length > 0 ? section('it logged last', logs, theme) : []),
    ...(serves ? [`  ${serves.running} running of ${shorten(serves.taskDefinition)}`] : []),
    '',
  ]
}

function section(title: string, lines: readonly string[], theme: Theme): string[] {
  return [`  ${theme.dim(`${title}:`)}`, ...lines.map(line => `    ${sanitize(line)}`)]
}
