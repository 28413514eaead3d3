import type { Path } from '../path.ts'
import type { Finding } from '../problems.ts'
import { across, eachService, type Rule } from './rule.ts'

/** Values that are secrets whatever their name is. */
const secretShapes: readonly [RegExp, string][] = [
  [/\b(AKIA|ASIA)[A-Z0-9]{16}\b/, 'an AWS access key'],
  [/-----BEGIN [A-Z ]*PRIVATE KEY/, 'a private key'],
  [/^[a-z][a-z0-9+.-]*:\/\/[^/\s:@]*:[^/\s@]+@/i, 'an address with a password in it'],
  [/\b(gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{22,})/, 'a GitHub token'],
  [/\bxox[abprs]-[\w-]{10,}/, 'a Slack token'],
  [/\b[sr]k_live_\w{16,}/, 'a Stripe key'],
  [/\bsk-(ant-|proj-)?[\w-]{20,}/, 'an API key'],
  [/^eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*$/, 'a signed token'],
]

const secretName = /(SECRET|TOKEN|PASSWORD|PASSWD|_KEY|APIKEY|CREDENTIALS?)$/i
const passwordName = /(PASSWORD|PASSWD)$/i

/** What is written here lies in the repository, in the image, or in the task definition, for all to read. */
export const exposedSecrets: Rule = eachService(({ env, build }, { path }) => [
  ...checkValues(env, [...path, 'env'], variableRemedy),
  ...checkValues(build?.args ?? {}, [...path, 'build', 'args'], argumentRemedy),
])

/** As of a service; but a function reads its secrets by itself. */
export const exposedInFunctions: Rule = across(['functions'], ({ functions }) =>
  Object.entries(functions).flatMap(([name, { env, build }]) => {
    const path = ['functions', name]
    return [
      ...checkValues(env, [...path, 'env'], functionRemedy),
      ...checkValues(build?.args ?? {}, [...path, 'build', 'args'], argumentRemedy),
    ]
  }),
)

function checkValues(
  values: Readonly<Record<string, string>>,
  path: Path,
  remedy: (name: string) => string,
): Finding[] {
  return Object.entries(values).flatMap(([name, value]) => {
    const what = secretKind(name, value)
    if (!what) return []
    return [
      { path: [...path, name], message: `\`${name}\` holds ${what}, in the clear.`, remedy: remedy(name) },
    ]
  })
}

function secretKind(name: string, value: string): string | undefined {
  const shape = secretShapes.find(([pattern]) => pattern.test(value))
  if (shape) return shape[1]
  if (passwordName.test(name) && value.length >= 4 && !/^(true|false|\d{1,6})$/.test(value))
    return 'a password'
  return secretName.test(name) && looksRandom(value) ? 'what looks like a secret' : undefined
}

/** Letters and digits without sense: no address, no path, no words joined by hyphens. */
function looksRandom(value: string): boolean {
  if (value.length < 16 || /\s|^\/|:\/\/|^arn:/.test(value)) return false
  if (/^[a-z]+([-_./][a-z]+|[-_./]v?\d{1,4})*$/i.test(value)) return bitsPerCharacter(value) > 4.2
  return /\d/.test(value) && /[a-z]/i.test(value) && bitsPerCharacter(value) > 3
}

/** Shannon's entropy; English words have about 3 at this length, random hex up to 4, random base64 more. */
function bitsPerCharacter(value: string): number {
  const counts = new Map<string, number>()
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1)
  return [...counts.values()].reduce((bits, count) => {
    const share = count / value.length
    return bits - share * Math.log2(share)
  }, 0)
}

function variableRemedy(name: string): string {
  const secret = name.toLowerCase().replaceAll('_', '-')
  return `Write \`secrets: {${name}: secret:${secret}}\`, and declare \`${secret}\` under the manifest's \`secrets\`.`
}

function functionRemedy(name: string): string {
  const secret = name.toLowerCase().replaceAll('_', '-')
  return `Declare \`${secret}\` under the manifest's \`secrets\`, write \`access: {secrets.${secret}: read}\` and \`env: {${name}_ARN: \${secrets.${secret}.arn}}\`, and let the function read it.`
}

function argumentRemedy(): string {
  return 'Every layer of the image would hold it: read it when the task starts, from `secrets`.'
}
