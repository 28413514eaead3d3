import { Command, type Interfaces } from '@oclif/core'
import { DeployctlError } from '../errors/index.ts'
import type { Emit } from '../events/index.ts'
import { plainTheme, type Theme, themeFor } from '../ui/format.ts'
import { noPrompts, type Prompts, terminalPrompts } from '../ui/prompts.ts'
import { makeRenderer, type Renderer } from '../ui/renderer.ts'
import { commonFlags } from './flags.ts'
import { foldedFor } from './folded.ts'

export type FlagsOf<T extends typeof Command> = Interfaces.InferredFlags<
  T['flags'] & (typeof BaseCommand)['baseFlags']
>
export type ArgsOf<T extends typeof Command> = Interfaces.InferredArgs<T['args']>

/**
 * What all commands share: parse, draw the run's events, print the result as text or JSON.
 * A command says what to run in `execute`, and how its result reads in `present`.
 */
export abstract class BaseCommand<T extends typeof Command, Result> extends Command {
  static override enableJsonFlag = true
  static override baseFlags = commonFlags

  protected flags!: FlagsOf<T>
  protected args!: ArgsOf<T>
  protected prompts!: Prompts
  /** Off for commands that only read: they have a result to show, and no progress. */
  protected readonly showsProgress: boolean = true
  /** On for commands whose result is a text to be kept, such as a file: its lines stay as they are. */
  protected readonly printsText: boolean = false
  #words: readonly string[] = []
  #renderer: Renderer | undefined

  protected abstract execute(): Promise<Result>

  /** The result as lines of text for a person. */
  protected abstract present(result: Result, theme: Theme): string[]

  override async run(): Promise<Result> {
    // oclif spreads the class, which loses what a command inherits.
    const { flags: own, baseFlags, args: takes, strict, enableJsonFlag } = this.ctor
    const { flags, args, argv } = await this.parse({
      flags: own,
      baseFlags,
      args: takes,
      strict,
      enableJsonFlag,
    })
    this.flags = flags as unknown as FlagsOf<T>
    this.#words = argv as string[]
    this.args = args as unknown as ArgsOf<T>
    this.prompts = process.stdin.isTTY && process.stderr.isTTY ? terminalPrompts() : noPrompts()
    try {
      const result = await this.execute()
      this.closeScreen()
      this.#print(result)
      return result
    } finally {
      this.closeScreen()
    }
  }

  /** The words after the environment, for commands that are not `strict`. */
  protected get words(): readonly string[] {
    return this.#words.slice(1)
  }

  /**
   * Errors are reported in one place, `report`; oclif would report some of them in its own words. A hint that can be
   * copied names the environment itself.
   */
  override async catch(error: Error): Promise<void> {
    const { environment } = (this.args ?? {}) as { environment?: string }
    if (!(error instanceof DeployctlError) || !environment) throw error
    throw error.withHint(error.hint.replaceAll(/\bENV\b/g, environment))
  }

  /** Opens the screen for a run's events, once. */
  protected async openScreen(): Promise<Emit> {
    const { CI, TERM } = process.env
    const live = process.stderr.isTTY && !this.jsonEnabled() && !CI && TERM !== 'dumb'
    const manner = this.flags.events ? 'events' : live ? 'live' : 'plain'
    if (!this.showsProgress && !this.flags.events) return () => {}
    this.#renderer ??= await makeRenderer(manner, { out: process.stdout, err: process.stderr })
    return event => this.#renderer?.emit(event)
  }

  /** Hands the terminal back, for a prompt or the result. */
  protected closeScreen(): void {
    this.#renderer?.close()
    this.#renderer = undefined
  }

  /** Shows what a question is about and asks it; with `--yes` it is answered already. */
  protected async ask(
    about: (theme: Theme) => string[],
    question: (prompts: Prompts) => Promise<boolean>,
  ): Promise<boolean> {
    if (this.flags.yes) return true
    this.closeScreen()
    process.stderr.write(`${foldedFor(process.stderr, about(themeFor(process.stderr))).join('\n')}\n`)
    const answer = await question(this.prompts)
    await this.openScreen()
    return answer
  }

  #print(result: Result): void {
    if (this.jsonEnabled()) return
    if (this.flags.events) {
      process.stdout.write(`${JSON.stringify({ type: 'result', result })}\n`)
      return
    }
    const theme = process.stdout.isTTY ? themeFor(process.stdout) : plainTheme
    const presented = this.present(result, theme)
    const lines = this.printsText ? presented : foldedFor(process.stdout, presented)
    if (lines.length > 0) process.stdout.write(`${lines.join('\n')}\n`)
  }
}
