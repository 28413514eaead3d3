import type { Checked } from '../checked.ts'
import type { Path } from '../path.ts'
import type { Finding } from '../problems.ts'
import type { Manifest, Service } from '../schema/manifest.ts'

/** Finds one kind of mistake that the shape of a manifest cannot show. */
export type Rule = (checked: Checked) => Finding[]

export interface ServicePlace {
  readonly name: string
  /** `services.NAME` */
  readonly path: Path
  isWritten(key: string): boolean
}

/** A rule about one service by itself. */
export function eachService(check: (service: Service, place: ServicePlace) => Finding[]): Rule {
  return ({ services, isWritten }) =>
    Object.entries(services).flatMap(([name, service]) => {
      const path = ['services', name]
      return check(service, { name, path, isWritten: key => isWritten([...path, key]) })
    })
}

/** A rule about sections together; it holds its tongue until all of them can be read. */
export function across<Section extends keyof Manifest>(
  sections: readonly Section[],
  check: (manifest: Pick<Manifest, Section>, checked: Checked) => Finding[],
): Rule {
  return checked =>
    sections.every(section => section in checked.sections)
      ? check(checked.sections as Pick<Manifest, Section>, checked)
      : []
}
