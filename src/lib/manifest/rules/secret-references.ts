import { nearestName, suggest } from '../nearest-name.ts'
import type { Path } from '../path.ts'
import type { Finding } from '../problems.ts'
import type { Manifest } from '../schema/manifest.ts'
import { across, eachService, type Rule } from './rule.ts'

type Secrets = Manifest['secrets']

/** One name, one value. */
export const namedOnce: Rule = eachService(({ env, secrets }, { path }) =>
  Object.keys(secrets)
    .filter(name => Object.hasOwn(env, name))
    .map(name => ({
      path: [...path, 'env', name],
      message: `\`${name}\` is under \`secrets\` as well.`,
      remedy: 'Keep it under `secrets` alone.',
    })),
)

/** A task cannot start without its secrets, so that each must be known beforehand. */
export const declaredSecrets: Rule = across(['secrets'], ({ secrets }, { services }) =>
  Object.entries(services).flatMap(([name, service]) => {
    const path = ['services', name]
    const variables = Object.entries(service.secrets).flatMap(([variable, reference]) =>
      checkReference(reference, [...path, 'secrets', variable], secrets),
    )
    const smoke = service.smoke.flatMap((test, index) =>
      'subprotocol' in test && /^(secret|ssm):/.test(test.subprotocol ?? '')
        ? checkReference(test.subprotocol ?? '', [...path, 'smoke', index, 'subprotocol'], secrets)
        : [],
    )
    return [...variables, ...smoke]
  }),
)

function checkReference(reference: string, path: Path, secrets: Secrets): Finding[] {
  const refuse = (message: string, remedy: string) => [{ path, message, remedy }]
  // Outputs were checked where references are replaced.
  if (reference.startsWith('${')) return []
  const colon = reference.indexOf(':')
  const target = reference.slice(colon + 1)
  if (reference.startsWith('ssm:'))
    return target.startsWith('/')
      ? []
      : refuse(`\`${target}\` is no full name of a parameter.`, `Write \`ssm:/…/${target}\`.`)
  const [name = '', key] = splitOnce(target)
  const secret = Object.hasOwn(secrets, name) ? secrets[name] : undefined
  if (!secret) return refuse(`No secret \`${name}\` is declared.`, declare(name, Object.keys(secrets)))
  if (!secret.keys)
    return key === undefined
      ? []
      : refuse(`The secret \`${name}\` has one value and no keys.`, `Write \`secret:${name}\`.`)
  const keys = Object.keys(secret.keys)
  if (key === undefined)
    return refuse(`The secret \`${name}\` has several keys.`, `Write \`secret:${name}.${keys[0] ?? 'KEY'}\`.`)
  return keys.includes(key) ? [] : refuse(`The secret \`${name}\` has no key \`${key}\`.`, suggest(key, keys))
}

function splitOnce(target: string): [string, string?] {
  const dot = target.indexOf('.')
  return dot < 0 ? [target] : [target.slice(0, dot), target.slice(dot + 1)]
}

function declare(name: string, known: readonly string[]): string {
  const declaration = `\`secrets: {${name || 'NAME'}: {}}\``
  const near = nearestName(name, known)
  return near ? `Did you mean \`${near}\`? If not, declare ${declaration}.` : `Declare ${declaration}.`
}
