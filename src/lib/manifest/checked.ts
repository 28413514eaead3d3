import type { Path } from './path.ts'
import { environmentSchema, type Manifest, type Service } from './schema/manifest.ts'
import { service } from './schema/service.ts'
import { find, type MapNode, toValue } from './tree.ts'

/**
 * What the rules look at: every section and service that is well-formed, so that a slip in one place
 * does not hide what is wrong in another.
 */
export interface Checked {
  readonly environment: string
  readonly sections: Partial<Manifest>
  readonly services: Readonly<Record<string, Service>>
  /** Whether the user wrote something at a path; a default is not written. */
  isWritten(path: Path): boolean
}

export function whole(
  sections: Omit<Manifest, 'environment' | 'directory'>,
  environment: string,
  root: MapNode,
): Checked {
  // A section that was left out is known to be: rules may look at it.
  const leftOut = Object.keys(environmentSchema.shape).map(name => [name, undefined])
  const all = { ...Object.fromEntries(leftOut), ...sections }
  return { environment, sections: all, services: sections.services, isWritten: isWrittenIn(root) }
}

/**
 * Reads section by section, and service by service, what cannot be read as a whole.
 * @param unknown paths of keys that do not belong there, and that are read past.
 */
export function inParts(root: MapNode, environment: string, unknown: readonly Path[]): Checked {
  const written = without(toValue(root), unknown) as Record<string, unknown>
  const sections = Object.entries(environmentSchema.shape).flatMap(([name, schema]) => {
    const { success, data } = schema.safeParse(written[name])
    return success ? [[name, data]] : []
  })
  const services = Object.entries(Object(written.services)).flatMap(([name, one]) => {
    const { data } = service.safeParse(one)
    return data ? [[name, data] as const] : []
  })
  return {
    environment,
    sections: Object.fromEntries(sections),
    services: Object.fromEntries(services),
    isWritten: isWrittenIn(root),
  }
}

function isWrittenIn(root: MapNode): Checked['isWritten'] {
  return path => find(root, path) !== undefined
}

function without(value: unknown, paths: readonly Path[]): unknown {
  for (const path of paths) {
    const parent = path.slice(0, -1).reduce((inner, part) => Object(inner)[part], value)
    delete Object(parent)[path.at(-1) ?? '']
  }
  return value
}
