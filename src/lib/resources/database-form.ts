import type { Tag } from '@aws-sdk/client-rds'
import type { Ports } from '../aws/index.ts'
import type { DatabaseSpec, DatabaseSurroundings } from './database-diff.ts'
import type { DatabaseState } from './database-state.ts'
import type { Run } from './resource.ts'

/** What a new database is made of. */
export type RestoreSource =
  | { readonly database: string; readonly at: Date }
  | { readonly snapshot: string; readonly version: string }

/** What a database is made with, however it is made. */
export interface Making {
  readonly identifier: string
  readonly want: DatabaseSpec
  readonly around: DatabaseSurroundings
  readonly Tags: Tag[]
}

export interface FoundDatabase {
  readonly state: DatabaseState
  readonly tags: readonly Tag[]
  /** A new password is not in force yet. */
  readonly isPasswordPending: boolean
}

/** What RDS does in other words with an instance and with a cluster; how they are made, changed and removed is one. */
export interface DatabaseForm {
  /** For messages: `Database instance`. */
  readonly title: string
  /** All of this account and region, with what their tags say. */
  list(ports: Ports): Promise<readonly FoundDatabase[]>
  /** @param id logical id, for one whose tags do not say what database it is */
  find(identifier: string, id: string, ports: Ports): Promise<FoundDatabase | undefined>
  /** Begins it. */
  create(making: Making, password: string, ports: Ports): Promise<unknown>
  /** Begins one with what another one, or a snapshot, holds. */
  restore(making: Making, source: RestoreSource, ports: Ports): Promise<unknown>
  /**
   * Begins what leads from what stands to what is wanted.
   * @param changes paths of `databaseChanges`
   */
  change(changes: readonly string[], making: Making, have: DatabaseState, run: Run): Promise<void>
  /** Puts parameters into force that wait for a restart. */
  restart(have: DatabaseState, ports: Ports): Promise<void>
  setPassword(identifier: string, password: string, ports: Ports): Promise<unknown>
  unprotect(identifier: string, ports: Ports): Promise<unknown>
  start(identifier: string, ports: Ports): Promise<unknown>
  /** Begins to delete it, with a last snapshot. */
  remove(have: DatabaseState, snapshot: string, ports: Ports): Promise<unknown>
  /** From when to when it can be restored to any moment; undefined where its automated backups are off, or have not begun. */
  window(have: DatabaseState, ports: Ports): Promise<{ from: Date; to: Date } | undefined>
}
