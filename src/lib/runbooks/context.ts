import type { Ports } from '../aws/index.ts'
import type { Clock, Emit } from '../events/index.ts'
import type { Manifest } from '../manifest/schema/manifest.ts'
import type { Scope } from '../resources/names.ts'

/** Who runs the command, for the lock, the release record and the events. */
export interface Caller {
  readonly user: string
  readonly host: string
  readonly pid: number
  /** The words typed, without values: `deploy prod`. */
  readonly command: string
}

/** The commit that is being released; absent outside a repository. */
export interface Git {
  readonly sha: string
  readonly subject: string
  readonly author: string
  /** The work tree differs from the commit. */
  readonly dirty: boolean
}

/** All that a runbook works with; made once, by the command line's composition root. */
export interface Context {
  readonly manifest: Manifest
  readonly scope: Scope
  readonly ports: Ports
  readonly clock: Clock
  readonly emit: Emit
  /** Aborted by Ctrl-C and by `--timeout`, with a DeployctlError as its reason. */
  readonly signal: AbortSignal
  readonly caller: Caller
  /** Whether a process of the caller's host has ended. */
  readonly hasEnded: (pid: number) => boolean
  readonly git?: Git
  /** The repository on GitHub that the work tree came from, as `OWNER/NAME`; undefined where it is none. */
  readonly origin?: () => Promise<string | undefined>
  /** Certificate in PEM to trust beside the system's own, where a stand-in speaks for the manifest's domain. */
  readonly trust?: () => Promise<string | undefined>
  /** Where a stand-in answers in AWS's place: what no API of AWS tells the address of, is found there. */
  readonly endpoint?: string
}
