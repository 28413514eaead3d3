import { Args } from '@oclif/core'
import { EnvironmentCommand } from '../lib/cli/environment-command.ts'
import { dryRunFlag, environmentArg } from '../lib/cli/flags.ts'
import type { RollbackResult } from '../lib/runbooks/rollback.ts'
import type { RollbackPreview } from '../lib/runbooks/rollback-preview.ts'
import type { Theme } from '../lib/ui/format.ts'
import { presentPreview, presentRollback } from '../lib/ui/present/release.ts'

export default class Rollback extends EnvironmentCommand<typeof Rollback, RollbackResult | RollbackPreview> {
  static override summary = 'Return to the last release proven healthy, or to a chosen one.'
  static override description =
    'A rollback is a new release of images and settings that ran well before. A rollout in progress is stopped first. Data and migrations stay as they are.'
  static override examples = [
    '<%= config.bin %> rollback prod',
    '<%= config.bin %> rollback prod 41',
    '<%= config.bin %> rollback prod --dry-run',
  ]
  static override args = {
    ...environmentArg,
    release: Args.integer({
      description: 'Number of the release; the last healthy one before what serves when absent.',
      min: 1,
    }),
  }

  static override flags = dryRunFlag

  protected override readonly trustsAccount = true

  protected async execute(): Promise<RollbackResult | RollbackPreview> {
    const { release: to } = this.args
    const options = to === undefined ? {} : { to }
    if (this.flags['dry-run']) {
      const { previewRollback } = await import('../lib/runbooks/rollback-preview.ts')
      return this.withContext(context => previewRollback(context, options))
    }
    const { rollback } = await import('../lib/runbooks/rollback.ts')
    return this.withContext(context => rollback(context, options))
  }

  protected present(result: RollbackResult | RollbackPreview, theme: Theme): string[] {
    const { environment } = this.args
    return 'moves' in result
      ? presentPreview(result, environment, theme)
      : presentRollback(result, environment, theme)
  }
}
