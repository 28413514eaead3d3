import type { core } from 'zod'
import { inline } from '../inline.ts'
import { schemasAt } from '../json-schema.ts'
import { suggest } from '../nearest-name.ts'
import { formatPath, type Path } from '../path.ts'
import type { Finding } from '../problems.ts'
import { find, type Node } from '../tree.ts'
import { found, shown } from './found.ts'
import { explainKind } from './kind.ts'
import { remedyForRefused } from './refused-keys.ts'
import { isWrongKind, meantAlternative } from './union.ts'

type Issue = core.$ZodIssue

/** Says in plain words what is wrong and what to write instead. */
export function explain(issue: Issue, root: Node, above: Path = []): Finding[] {
  const path = [...above, ...(issue.path as Path)]
  if (!find(root, path)) return [missing(path)]
  if (issue.code === 'unrecognized_keys') return issue.keys.map(key => unknownKey(path, key))
  if (issue.code === 'invalid_union') return explainUnion(issue, root, path)
  if (issue.code === 'invalid_key') return [invalidName(issue, path)]
  if (issue.code === 'invalid_type' || isWrongKind(issue)) return [explainKind(root, path)]
  if (issue.code === 'invalid_value') return [notOneOf(issue.values.map(String), root, path)]
  if (issue.code === 'too_small' || issue.code === 'too_big') return [outOfBounds(issue, root, path)]
  return [
    { path, message: `${sentenceCase(found(root, path))} does not fit here.`, remedy: asSentence(issue) },
  ]
}

function explainUnion(issue: core.$ZodIssueInvalidUnion, root: Node, path: Path): Finding[] {
  const meant = meantAlternative(issue.errors, keysAt(path))
  return meant ? meant.flatMap(inner => explain(inner, root, path)) : [explainKind(root, path)]
}

function missing(path: Path): Finding {
  const key = path.at(-1)
  const [schema] = schemasAt(path)
  const example = schema?.examples?.[0] ?? schema?.const
  const value = example === undefined ? '…' : inline(example)
  return { path, message: `\`${key}\` is missing.`, remedy: `Write \`${key}: ${value}\`.` }
}

function unknownKey(above: Path, key: string): Finding {
  const place = above.length > 0 ? `of ${formatPath(above)}` : 'of a manifest'
  const known = above.length > 0 ? keysAt(above) : [...keysAt(above), 'environments']
  const message = `\`${key}\` is no key ${place}.`
  const path = [...above, key]
  return { path, message, remedy: remedyForRefused(path) ?? suggest(key, known), atKey: true }
}

function keysAt(path: Path): string[] {
  return [...new Set(schemasAt(path).flatMap(schema => Object.keys(schema.properties ?? {})))]
}

function invalidName(issue: core.$ZodIssueInvalidKey, path: Path): Finding {
  const [reason] = issue.issues
  const message = `\`${String(path.at(-1))}\` cannot be a name here.`
  return { path, message, remedy: reason ? asSentence(reason) : 'Choose another.', atKey: true }
}

function notOneOf(values: readonly string[], root: Node, path: Path): Finding {
  const value = shown(root, path)
  const message = `${value ?? 'This'} is none of the values known here.`
  const remedy =
    values.length === 1 ? `Write \`${values[0]}\`.` : suggest(value?.replaceAll('"', '') ?? '', values)
  return { path, message, remedy }
}

function outOfBounds(issue: core.$ZodIssueTooSmall | core.$ZodIssueTooBig, root: Node, path: Path): Finding {
  const what = sentenceCase(found(root, path))
  const message = `${what} is too ${issue.code === 'too_small' ? 'small' : 'big'}.`
  if (issue.origin === 'array') return { path, message, remedy: 'Write at least one item.' }
  if (issue.origin === 'string') return { path, message: 'The text is empty.', remedy: asSentence(issue) }
  const bounds = schemasAt(path).find(schema => schema.minimum !== undefined || schema.maximum !== undefined)
  return { path, message, remedy: range(bounds?.minimum, bounds?.maximum) }
}

function range(minimum: number | undefined, maximum: number | undefined): string {
  if (maximum === undefined) return `Write ${minimum} or more.`
  return minimum === undefined ? `Write ${maximum} or less.` : `Write a number from ${minimum} to ${maximum}.`
}

/** Messages in the schema say what to write. */
function asSentence({ message }: Pick<Issue, 'message'>): string {
  return `${sentenceCase(message)}.`
}

function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
