import { Args } from '@oclif/core'
import { EnvironmentCommand } from '../lib/cli/environment-command.ts'
import { environmentArg } from '../lib/cli/flags.ts'
import type { RollbackResult } from '../lib/runbooks/rollback.ts'
import type { Theme } from '../lib/ui/format.ts'
import { presentRollback } from '../lib/ui/present/release.ts'

export default class Rollback extends EnvironmentCommand<typeof Rollback, RollbackResult> {
  static override summary = 'Return to the last release proven healthy, or to a chosen one.'
  static override description =
    'A rollback is a new release of images and settings that ran well before. A rollout in progress is stopped first. Data and migrations stay as they are.'
  static override examples = ['<%= config.bin %> rollback prod', '<%= config.bin %> rollback prod 41']
  static override args = {
    ...environmentArg,
    release: Args.integer({
      description: 'Number of the release; the last healthy one before what serves when absent.',
      min: 1,
    }),
  }

  protected async execute(): Promise<RollbackResult> {
    const { rollback } = await import('../lib/runbooks/rollback.ts')
    const { release: to } = this.args
    return this.withContext(context => rollback(context, to === undefined ? {} : { to }))
  }

  protected present(result: RollbackResult, theme: Theme): string[] {
    return presentRollback(result, this.args.environment, theme)
  }
}
