import { Flags } from '@oclif/core'
import { EnvironmentCommand } from '../lib/cli/environment-command.ts'
import { environmentArg } from '../lib/cli/flags.ts'
import type { Context } from '../lib/runbooks/context.ts'
import type { Status as StatusResult } from '../lib/runbooks/status.ts'
import { makeBoard } from '../lib/ui/board.ts'
import { plainTheme, type Theme, themeFor } from '../lib/ui/format.ts'
import { presentStatus } from '../lib/ui/present/status.ts'

/** Between two looks, by the clock of whatever answers. */
const watchMs = 5000

export default class Status extends EnvironmentCommand<typeof Status, StatusResult> {
  static override summary = 'One screen that answers: what is wrong, and what do I do?'
  static override examples = [
    '<%= config.bin %> status prod',
    '<%= config.bin %> status prod --watch',
    '<%= config.bin %> status prod --json',
  ]
  static override args = environmentArg
  static override flags = {
    watch: Flags.boolean({
      description: 'Look again every five seconds, until interrupted.',
      exclusive: ['json', 'events'],
    }),
  }

  protected override readonly showsProgress = false

  protected async execute(): Promise<StatusResult> {
    const { status } = await import('../lib/runbooks/status.ts')
    return this.withContext(context => (this.flags.watch ? this.#watch(context, status) : status(context)))
  }

  protected present(result: StatusResult, theme: Theme): string[] {
    return presentStatus(result, theme)
  }

  async #watch(context: Context, status: (context: Context) => Promise<StatusResult>): Promise<StatusResult> {
    const board = await makeBoard(process.stdout)
    const theme = process.stdout.isTTY ? themeFor(process.stdout) : plainTheme
    try {
      for (;;) {
        board.show(presentStatus(await status(context), theme))
        await context.clock.sleep(watchMs, context.signal)
      }
    } finally {
      board.close()
    }
  }
}
