import { EnvironmentCommand } from '../lib/cli/environment-command.ts'
import { dryRunFlag, environmentArg } from '../lib/cli/flags.ts'
import type { CountsPreview } from '../lib/runbooks/counts-preview.ts'
import type { SleepResult } from '../lib/runbooks/sleep.ts'
import { seconds, type Theme } from '../lib/ui/format.ts'
import { presentCountsPreview } from '../lib/ui/present/counts.ts'

export default class Sleep extends EnvironmentCommand<typeof Sleep, SleepResult | CountsPreview> {
  static override summary = 'Take every service to zero, remembering what was there.'
  static override description =
    'Also an emergency stop. Autoscaling and schedules are held back until `wake`.'
  static override examples = ['<%= config.bin %> sleep staging']
  static override args = environmentArg

  static override flags = dryRunFlag

  protected async execute(): Promise<SleepResult | CountsPreview> {
    if (this.flags['dry-run']) {
      const { previewSleep } = await import('../lib/runbooks/counts-preview.ts')
      return this.withContext(previewSleep)
    }
    const { sleep } = await import('../lib/runbooks/sleep.ts')
    return this.withContext(async context => {
      await this.guard(context, 'Take every service to zero')
      return sleep(context)
    })
  }

  protected present(result: SleepResult | CountsPreview, theme: Theme): string[] {
    if ('moves' in result) return presentCountsPreview(result)
    const { outcome, remembered, seconds: took } = result
    const { environment } = this.args
    if (outcome === 'unchanged') return [`${theme.good('✔')} ${environment} sleeps already.`]
    const counts = Object.entries(remembered).map(([service, count]) => `${service} ${count}`)
    return [
      `${theme.good('✔')} ${environment} sleeps, after ${seconds(took)}. Remembered: ${counts.join(', ')}.`,
      `  Wake it with: ${theme.accent(`deployctl wake ${environment}`)}`,
    ]
  }
}
