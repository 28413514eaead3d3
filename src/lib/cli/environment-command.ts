import type { Command } from '@oclif/core'
import type { Context } from '../runbooks/context.ts'
import { declined } from '../runbooks/declined.ts'
import { BaseCommand } from './base-command.ts'
import { type ContextOptions, openContext } from './context.ts'
import { awsFlags, commonFlags, environmentArg } from './flags.ts'
import { withinPatience } from './patience.ts'

/** A command about one environment: it reads the manifest, reaches AWS, and calls one runbook. */
export abstract class EnvironmentCommand<T extends typeof Command, Result> extends BaseCommand<T, Result> {
  static override baseFlags = { ...commonFlags, ...awsFlags }
  static override args = environmentArg

  /** Before something dangerous: where the manifest protects the environment, its name must be typed. */
  protected async guard({ manifest, scope }: Context, what: string): Promise<void> {
    if (!manifest.protected) return
    const agreed = await this.ask(
      () => [`${scope.environment} is protected.`],
      prompts => prompts.typed(`${what}?`, scope.environment),
    )
    if (!agreed) throw declined(this.id!)
  }

  /** On for the way to recovery, where the manifest's own account is believed until something fails. */
  protected readonly trustsAccount: boolean = false

  /** On for commands that release the commit that the work tree stands at. */
  protected readonly releasesCommit: boolean = false

  /** Runs `work` with all that a runbook needs, and puts everything away again, whatever happens. */
  protected async withContext<R>(work: (context: Context) => Promise<R>): Promise<R> {
    return await this.#inContext(work, { emit: await this.openScreen() })
  }

  /**
   * The same for work that is welcome and not needed: it says nothing on its way, and is given up after some seconds.
   * @throws DeployctlError whatever it was that did not let it be
   */
  protected withContextIfPossible<R>(work: (context: Context) => Promise<R>): Promise<R> {
    return withinPatience(giveUp => this.#inContext(work, { emit: () => {}, giveUp }))
  }

  async #inContext<R>(
    work: (context: Context) => Promise<R>,
    { emit, giveUp }: Pick<ContextOptions, 'emit' | 'giveUp'>,
  ): Promise<R> {
    const { manifest, profile, region, sandbox, timeout } = this.flags as AwsFlagValues
    const { environment } = this.args as { environment: string }
    const opened = await openContext({
      command: this.id!.replaceAll(':', ' '),
      environment,
      manifestPath: manifest,
      profile,
      region,
      sandbox,
      timeoutMs: timeout,
      emit,
      giveUp,
      version: this.config.version,
      git: this.releasesCommit,
      trustsAccount: this.trustsAccount,
    })
    try {
      return await Promise.race([work(opened.context), opened.overdue])
    } catch (error) {
      // What fails in a wrong account fails in many ways; that it is the wrong one is worth telling.
      await opened.verify()
      throw error
    } finally {
      await opened.close()
    }
  }
}

interface AwsFlagValues {
  manifest: string
  profile?: string
  region?: string
  sandbox: boolean
  timeout?: number
}
