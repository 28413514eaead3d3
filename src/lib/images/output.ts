import { stripVTControlCharacters } from 'node:util'
import type { BuildSpec } from './build-spec.ts'

/** Shorter values are words like `1` or `prod`, which would be blotted out of every line. */
const shortestHidden = 6

/**
 * Makes lines that a build or a registry wrote fit to show: no escape sequences, control or bidi characters,
 * nothing that a CI log would take for a `::command`, and arguments' names where their values stood.
 */
export function presenter(spec: BuildSpec): (text: string) => string {
  const hidden = Object.entries(spec.args ?? {})
    .flatMap(([name, value]) => value.split('\n').map(line => ({ name, line: line.trim() })))
    .filter(({ line }) => line.length >= shortestHidden)
    .sort((a, b) => b.line.length - a.line.length)
  return text => hidden.reduce((shown, { name, line }) => shown.replaceAll(line, `$${name}`), plainText(text))
}

/** One line of text without anything that a terminal or a CI log would obey. */
export function plainText(text: string): string {
  const last = text.trimEnd().split('\r').at(-1) ?? ''
  return stripVTControlCharacters(last)
    .replaceAll('\t', ' ')
    .replaceAll(/[\p{Cc}\p{Bidi_Control}]/gu, '')
    .replace(/^\s*::/, ': :')
    .trimEnd()
}
