import os from 'node:os'
import path from 'node:path'
import { connect, makePorts, type Ports } from '../aws/index.ts'
import { DeployctlError } from '../errors/index.ts'
import { type Emit, makeClock } from '../events/index.ts'
import type { Manifest } from '../manifest/schema/manifest.ts'
import type { Scope } from '../resources/names.ts'
import type { Context } from '../runbooks/context.ts'
import { gitFacts, gitOrigin } from './git.ts'
import { interruption } from './interruption.ts'
import { readManifest } from './manifest.ts'
import { ambientStandIn, openSandbox } from './stand-in.ts'

export interface ContextOptions {
  readonly command: string
  readonly environment: string
  readonly manifestPath: string
  readonly profile?: string | undefined
  readonly region?: string | undefined
  readonly sandbox: boolean
  readonly timeoutMs?: number | undefined
  /** Ends all calls, for work that is not worth waiting for. */
  readonly giveUp?: AbortSignal | undefined
  readonly emit: Emit
  readonly version: string
  /**
   * Takes the account that the manifest names for ours, which spares a call on the way to recovery. Every write to
   * another account is refused all the same: the ledger names its owner, and is written to first.
   */
  readonly trustsAccount: boolean
  /** Whether the commit is of interest; asking git costs a few processes. */
  readonly git: boolean
}

export interface OpenContext {
  readonly context: Context
  /** Rejects where the run was told to stop, and did not within its grace. */
  readonly overdue: Promise<never>
  /** For a run that failed in an account that was only trusted. @throws DeployctlError `aws.wrong-account` */
  verify(): Promise<void>
  close(): Promise<void>
}

/**
 * The composition root of every command that reaches AWS: the one place where the parts meet.
 * @throws DeployctlError `manifest.*` before anything else happens; `aws.wrong-account` before anything is written
 */
export async function openContext(options: ContextOptions): Promise<OpenContext> {
  const directory = path.dirname(path.resolve(options.manifestPath))
  const commit = options.git ? gitFacts(directory) : undefined
  const ambient = options.sandbox ? undefined : ambientStandIn()
  const manifest = await readManifest(options.manifestPath, options.environment, options.region)
  const standIn = await (ambient ?? openSandbox(directory, manifest.account))
  const clock = makeClock(standIn?.speed, standIn?.now)
  const connection = connect({
    region: manifest.region,
    clock,
    profile: options.profile,
    endpoint: standIn?.endpoint,
    credentials: standIn?.credentials,
    userAgent: `deployctl/${options.version}`,
  })
  const ports = makePorts(connection)
  const interrupted = interruption(options.timeoutMs, standIn?.speed)
  const signals = [interrupted.signal, ...(options.giveUp ? [options.giveUp] : [])]
  const signal = AbortSignal.any(signals)
  const close = async () => {
    interrupted[Symbol.dispose]()
    await standIn?.close()
  }
  try {
    const trusted = options.trustsAccount && manifest.account !== undefined
    const identified = trusted ? scopeOf(manifest, manifest.account!) : identify(manifest, ports, signal)
    const [scope, git] = await Promise.all([identified, commit])
    const { project, environment, account, region } = scope
    const title = git ? `${git.sha.slice(0, 7)} "${git.subject}"` : undefined
    options.emit({
      type: 'run.started',
      command: options.command,
      project,
      environment,
      account,
      region,
      title,
    })
    const caller = {
      user: os.userInfo().username,
      host: os.hostname(),
      pid: process.pid,
      command: `${options.command} ${environment}`,
    }
    return {
      context: {
        manifest,
        scope,
        ports,
        clock,
        emit: options.emit,
        signal,
        caller,
        hasEnded,
        origin: () => gitOrigin(directory),
        git,
        ...(standIn && { trust: standIn.trust, endpoint: standIn.endpoint }),
      },
      overdue: interrupted.overdue,
      verify: async () => {
        if (trusted && !signal.aborted) await identify(manifest, ports, signal)
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** Asks AWS who we are, and refuses any account but the manifest's. */
async function identify(manifest: Manifest, ports: Ports, signal: AbortSignal): Promise<Scope> {
  const { Account: account } = await ports.sts.getCallerIdentity({}, { signal })
  if (manifest.account && manifest.account !== account) {
    throw new DeployctlError('aws.wrong-account', {
      message: `These credentials belong to account ${account}; the manifest allows only ${manifest.account}.`,
      data: { account, expected: manifest.account },
    })
  }
  return scopeOf(manifest, account!)
}

function scopeOf({ project, environment, region }: Manifest, account: string): Scope {
  return { project, environment, account, region }
}

function hasEnded(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return false
  } catch (error) {
    // EPERM: it runs, and is somebody else's.
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
}
