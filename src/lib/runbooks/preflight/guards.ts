import type { Context } from '../context.ts'
import type { Checked, Finding } from './finding.ts'

/** Whether any variable holds a word that must not reach this environment, such as `localhost`. */
export function checkGuards({ manifest }: Context): Checked<void> {
  const words = manifest.guards.forbidInEnv
  const { services, functions } = manifest
  const variables = [...variablesIn('services', services), ...variablesIn('functions', functions)]
  const findings = variables.flatMap(({ path, value }): Finding[] => {
    const word = words.find(forbidden => value.includes(forbidden))
    return word === undefined
      ? []
      : [{ message: `${path} holds "${word}", which guards.forbidInEnv forbids.`, hint: `Change ${path}.` }]
  })
  return { checks: words.length > 0 ? variables.length : 0, findings, value: undefined }
}

function variablesIn(
  section: string,
  all: Readonly<Record<string, { readonly env: Readonly<Record<string, string>> }>>,
) {
  return Object.entries(all).flatMap(([of, { env }]) =>
    Object.entries(env).map(([name, value]) => ({ path: `${section}.${of}.env.${name}`, value })),
  )
}
