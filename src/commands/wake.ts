import { EnvironmentCommand } from '../lib/cli/environment-command.ts'
import { dryRunFlag, environmentArg } from '../lib/cli/flags.ts'
import type { CountsPreview } from '../lib/runbooks/counts-preview.ts'
import type { WakeResult } from '../lib/runbooks/wake.ts'
import { seconds, type Theme } from '../lib/ui/format.ts'
import { presentCounts, presentCountsPreview } from '../lib/ui/present/counts.ts'

export default class Wake extends EnvironmentCommand<typeof Wake, WakeResult | CountsPreview> {
  static override summary = 'Take every sleeping service back to what it had, and wait until it runs.'
  static override examples = ['<%= config.bin %> wake staging']
  static override args = environmentArg

  static override flags = dryRunFlag

  protected async execute(): Promise<WakeResult | CountsPreview> {
    if (this.flags['dry-run']) {
      const { previewWake } = await import('../lib/runbooks/counts-preview.ts')
      return this.withContext(previewWake)
    }
    const { wake } = await import('../lib/runbooks/wake.ts')
    return this.withContext(wake)
  }

  protected present(result: WakeResult | CountsPreview, theme: Theme): string[] {
    if ('moves' in result) return presentCountsPreview(result)
    const { outcome, services, seconds: took } = result
    const { environment } = this.args
    const done = outcome === 'unchanged' ? 'is awake already' : `is awake, after ${seconds(took)}`
    return [`${theme.good('✔')} ${environment} ${done}.`, ...presentCounts(services)]
  }
}
