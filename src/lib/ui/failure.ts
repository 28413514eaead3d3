import type { DeployctlError, Problem } from '../errors/index.ts'
import type { FailureStory } from '../runbooks/release/verdict.ts'
import type { Theme } from './format.ts'
import { presentStory } from './present/story.ts'
import { sanitize } from './sanitize.ts'

/** What a failure tells a person: what happened, where, and what to do next. Pure. */
export function failureText(error: DeployctlError, theme: Theme): string {
  const problems = error.problems.flatMap(problem => problemLines(problem, theme))
  const story = isStory(error.data.story) ? presentStory(error.data.story, theme) : []
  return [
    '',
    `${theme.bad('✖')} ${theme.bold(sanitize(error.message))}`,
    ...(problems.length > 0 ? ['', ...problems] : []),
    ...(story.length > 0 ? ['', ...story] : []),
    '',
    `  ${theme.accent('→')} ${sanitize(error.hint)}`,
    `  ${theme.dim(error.code)}`,
    '',
  ].join('\n')
}

function isStory(data: unknown): data is FailureStory {
  return typeof data === 'object' && data !== null && 'fates' in data
}

function problemLines({ file, line, column, path, message, remedy }: Problem, theme: Theme): string[] {
  const place = [file, line, column].filter(part => part !== undefined).join(':')
  const said = `  ${theme.accent(place)}${path ? `  ${theme.bold(path)}` : ''}`
  return [
    said,
    `    ${sanitize(message)}`,
    ...(remedy ? [`    ${theme.dim('write:')} ${sanitize(remedy)}`] : []),
  ]
}
