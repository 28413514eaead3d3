import { Args, Errors, Flags } from '@oclif/core'
import { EnvironmentCommand } from '../lib/cli/environment-command.ts'
import { durationMs, environmentArg } from '../lib/cli/flags.ts'
import type { HoldResult } from '../lib/runbooks/on-demand/hold.ts'
import { minuteOf, type Theme } from '../lib/ui/format.ts'

export default class Hold extends EnvironmentCommand<typeof Hold, HoldResult> {
  static override summary = 'Keep what sleeps on demand from being stopped for a while.'
  static override description =
    'Wakes nothing: what sleeps is woken by a visit or by `wake`. A hold ends by itself, and a later one replaces it.'
  static override examples = ['<%= config.bin %> hold prod 2h', '<%= config.bin %> hold prod --release']
  static override args = {
    ...environmentArg,
    duration: Args.string({ description: 'How long from now, such as 30m, 2h or 1d.' }),
  }
  static override flags = {
    release: Flags.boolean({ description: 'End the hold: what is idle may be stopped again.' }),
  }

  protected async execute(): Promise<HoldResult> {
    const { duration } = this.args
    if ((duration === undefined) !== Boolean(this.flags.release))
      throw new Errors.CLIError('Say for how long, such as 2h, or --release.')
    const milliseconds = duration === undefined ? undefined : durationMs(duration)
    const { hold } = await import('../lib/runbooks/on-demand/hold.ts')
    return this.withContext(context => hold(context, milliseconds))
  }

  protected present({ outcome, until }: HoldResult, theme: Theme): string[] {
    const { environment } = this.args
    if (outcome === 'released') return [`${theme.good('✔')} ${environment} sleeps when it is idle.`]
    return [
      `${theme.good('✔')} ${environment} is not stopped before ${minuteOf(until!)}.`,
      `  End that with: ${theme.accent(`deployctl hold ${environment} --release`)}`,
    ]
  }
}
