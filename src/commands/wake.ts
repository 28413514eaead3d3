import { Flags } from '@oclif/core'
import { EnvironmentCommand } from '../lib/cli/environment-command.ts'
import { dryRunFlag, environmentArg } from '../lib/cli/flags.ts'
import type { CountsPreview } from '../lib/runbooks/counts-preview.ts'
import type { WakeResult } from '../lib/runbooks/wake.ts'
import { seconds, type Theme } from '../lib/ui/format.ts'
import { presentCounts, presentCountsPreview } from '../lib/ui/present/counts.ts'
import { presentColdStart } from '../lib/ui/present/on-demand.ts'

export default class Wake extends EnvironmentCommand<typeof Wake, WakeResult | CountsPreview> {
  static override summary = 'Take every sleeping service back to what it had, and wait until it runs.'
  static override examples = ['<%= config.bin %> wake staging', '<%= config.bin %> wake prod --no-wait']
  static override args = environmentArg

  static override flags = {
    ...dryRunFlag,
    wait: Flags.boolean({
      description: 'Wait until everything runs and is found well; with --no-wait it goes on by itself.',
      default: true,
      allowNo: true,
    }),
  }

  protected async execute(): Promise<WakeResult | CountsPreview> {
    if (this.flags['dry-run']) {
      const { previewWake } = await import('../lib/runbooks/counts-preview.ts')
      return this.withContext(previewWake)
    }
    const { wake } = await import('../lib/runbooks/wake.ts')
    const { wait: waits } = this.flags
    return this.withContext(context => wake(context, { waits }))
  }

  protected present(result: WakeResult | CountsPreview, theme: Theme): string[] {
    if ('moves' in result) return presentCountsPreview(result)
    const { environment } = this.args
    return [
      `${theme.good('✔')} ${environment} ${told(result)}.`,
      ...presentCounts(result.services),
      ...(result.outcome === 'begun'
        ? [`  Follow it with: ${theme.accent(`deployctl status ${environment}`)}`]
        : []),
      ...(result.start ? presentColdStart(result.start, theme) : []),
    ]
  }
}

function told({ outcome, seconds: took }: WakeResult): string {
  if (outcome === 'unchanged') return 'is awake already'
  return outcome === 'begun' ? 'is being woken' : `is awake, after ${seconds(took)}`
}
