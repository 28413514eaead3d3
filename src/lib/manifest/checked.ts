import type { Path } from './path.ts'
import { environmentSchema, type Manifest, type Service } from './schema/manifest.ts'
import { service } from './schema/service.ts'
import { find, type MapNode } from './tree.ts'

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
  return { environment, sections, services: sections.services, isWritten: isWrittenIn(root) }
}

/** Reads section by section, and service by service, what cannot be read as a whole. */
export function inParts(value: unknown, environment: string, root: MapNode): Checked {
  const written = value as Record<string, unknown>
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
