import type { Path } from '../path.ts'
import type { Finding } from '../problems.ts'
import type { Manifest } from '../schema/manifest.ts'
import { across, type Rule } from './rule.ts'

type SecretValue = NonNullable<Manifest['secrets'][string]['value']>

/** Rules for a value that contradict one another could never be met. */
export const secretRules: Rule = across(['secrets'], ({ secrets }) =>
  Object.entries(secrets).flatMap(([name, { value, keys }]) =>
    value
      ? checkValue(value, ['secrets', name])
      : Object.entries(keys ?? {}).flatMap(([key, value]) => checkValue(value, ['secrets', name, key])),
  ),
)

export const parameterRules: Rule = across(['parameters'], ({ parameters }) =>
  Object.entries(parameters).flatMap(([name, value]) => checkValue(value, ['parameters', name])),
)

function checkValue({ generate, prompt, hash, pattern }: SecretValue, path: Path): Finding[] {
  const findings: Finding[] = []
  for (const [key, other] of Object.entries({ prompt, hash }))
    if (generate && other !== undefined)
      findings.push({
        path: [...path, key],
        message: `A generated value is never typed, so \`${key}\` means nothing.`,
        remedy: `Remove \`${key}\` or \`generate\`.`,
      })
  if (pattern !== undefined && !isPattern(pattern))
    findings.push({
      path: [...path, 'pattern'],
      message: 'This is no regular expression.',
      remedy: 'Escape its special characters with a backslash, and use single quotes.',
    })
  return findings
}

function isPattern(pattern: string): boolean {
  try {
    return new RegExp(pattern) !== undefined
  } catch {
    return false
  }
}
