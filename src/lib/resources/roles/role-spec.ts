import type { Manifest } from '../../manifest/schema/manifest.ts'
import type { AccessPointState } from '../access-point.ts'
import type { Place } from '../arn.ts'
import type { Statement } from '../policy.ts'

/** A role as the manifest wants it, without the account that it will be in. */
export interface RoleSpec {
  /** Who may take it. */
  trust(place: Place): object
  /** What it may do; nothing where empty. */
  statements(place: Place, found?: Found): readonly Statement[]
}

/** What grants name that AWS gives ARNs of its own making; undefined while it does not stand. */
export interface Found {
  accessPoint(id: string): Pick<AccessPointState, 'arn' | 'fileSystemArn'> | undefined
}

/** The roles that one section of the manifest needs, by logical id. Pure. */
export type RolesOf = (manifest: Manifest) => Readonly<Record<string, RoleSpec>>
