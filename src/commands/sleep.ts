import { EnvironmentCommand } from '../lib/cli/environment-command.ts'
import { environmentArg } from '../lib/cli/flags.ts'
import type { SleepResult } from '../lib/runbooks/sleep.ts'
import { seconds, type Theme } from '../lib/ui/format.ts'

export default class Sleep extends EnvironmentCommand<typeof Sleep, SleepResult> {
  static override summary = 'Take every service to zero, remembering what was there.'
  static override description =
    'Also an emergency stop. Autoscaling and schedules are held back until `wake`.'
  static override examples = ['<%= config.bin %> sleep staging']
  static override args = environmentArg

  protected async execute(): Promise<SleepResult> {
    const { sleep } = await import('../lib/runbooks/sleep.ts')
    return this.withContext(async context => {
      await this.guard(context, 'Take every service to zero')
      return sleep(context)
    })
  }

  protected present({ outcome, remembered, seconds: took }: SleepResult, theme: Theme): string[] {
    const { environment } = this.args
    if (outcome === 'unchanged') return [`${theme.good('✔')} ${environment} sleeps already.`]
    const counts = Object.entries(remembered).map(([service, count]) => `${service} ${count}`)
    return [
      `${theme.good('✔')} ${environment} sleeps, after ${seconds(took)}. Remembered: ${counts.join(', ')}.`,
      `  Wake it with: ${theme.accent(`deployctl wake ${environment}`)}`,
    ]
  }
}
