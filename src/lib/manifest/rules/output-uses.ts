import type { Checked } from '../checked.ts'
import { type OutputReference, outputsIn } from '../outputs.ts'
import type { Path } from '../path.ts'

export interface OutputUse extends OutputReference {
  /** Of the variable that holds it. */
  readonly path: Path
}

/** Every output that a service or a function is told, in its variables or its secrets. */
export function outputUses({ services, sections }: Checked): OutputUse[] {
  return [...usesIn('services', services), ...usesIn('functions', sections.functions ?? {})]
}

function usesIn(section: string, users: Readonly<Record<string, object>>): OutputUse[] {
  return Object.entries(users).flatMap(([name, user]) =>
    ['env', 'secrets'].flatMap(list => {
      const variables: Readonly<Record<string, string>> = Object(user)[list] ?? {}
      return Object.entries(variables).flatMap(([variable, text]) =>
        outputsIn(text).map(output => ({ ...output, path: [section, name, list, variable] })),
      )
    }),
  )
}
