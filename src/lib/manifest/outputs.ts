/**
 * What becomes known only once it stands, by section of the manifest and property: `${databases.main.url}`.
 * A `secret` one holds a credential, and reaches a container as a secret alone.
 */
export const outputCatalogue: Readonly<Record<string, Readonly<Record<string, 'plain' | 'secret'>>>> = {
  // One line each, so that additions do not collide.
  buckets: {
    name: 'plain',
    arn: 'plain',
    domain: 'plain',
    url: 'plain',
    cdnDomain: 'plain',
    cdnUrl: 'plain',
  },
  caches: { host: 'plain', port: 'plain', secretArn: 'plain', url: 'secret', password: 'secret' },
  databases: {
    host: 'plain',
    port: 'plain',
    name: 'plain',
    secretArn: 'plain',
    url: 'secret',
    username: 'secret',
    password: 'secret',
    'schemas.*.url': 'secret',
  },
  filesystems: { id: 'plain', arn: 'plain' },
  secrets: { arn: 'plain', name: 'plain' },
  services: { url: 'plain', host: 'plain' },
  userPools: { id: 'plain', clientId: 'plain', issuer: 'plain', arn: 'plain' },
  tables: { name: 'plain', arn: 'plain' },
}

export interface OutputReference {
  readonly section: string
  /** Logical id within the section. */
  readonly name: string
  readonly property: string
}

const reference = /\$\{([A-Za-z]+)\.([a-z][a-z0-9-]*)\.([A-Za-z0-9_.]+)\}/g

/** Reads one reference without its `${}`; undefined where it speaks of nothing that has outputs. */
export function parseOutput(text: string): OutputReference | undefined {
  const [section = '', name = '', ...property] = text.split('.')
  if (!Object.hasOwn(outputCatalogue, section) || !name || property.length === 0) return undefined
  return { section, name, property: property.join('.') }
}

/** What kind of value an output has; undefined where there is no such output. */
export function outputKind({ section, property }: OutputReference): 'plain' | 'secret' | undefined {
  const known = Object.entries(outputCatalogue[section] ?? {})
  return known.find(([pattern]) => matches(pattern, property))?.[1]
}

/** In the catalogue, `*` stands for a name of the user's: `schemas.*.url`. */
function matches(pattern: string, property: string): boolean {
  const [parts, given] = [pattern.split('.'), property.split('.')]
  return parts.length === given.length && parts.every((part, index) => part === '*' || part === given[index])
}

/** The outputs that a text refers to. */
export function outputsIn(text: string): OutputReference[] {
  return [...text.matchAll(reference)]
    .map(([, section, name, property]) => ({ section: section!, name: name!, property: property! }))
    .filter(({ section }) => Object.hasOwn(outputCatalogue, section))
}

/** Replaces each reference to an output by its value. */
export function replaceOutputs(text: string, read: (output: OutputReference) => string): string {
  return text.replace(reference, (whole, section: string, name: string, property: string) =>
    Object.hasOwn(outputCatalogue, section) ? read({ section, name, property }) : whole,
  )
}
