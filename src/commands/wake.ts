import { EnvironmentCommand } from '../lib/cli/environment-command.ts'
import { environmentArg } from '../lib/cli/flags.ts'
import type { WakeResult } from '../lib/runbooks/wake.ts'
import { seconds, type Theme } from '../lib/ui/format.ts'
import { presentCounts } from '../lib/ui/present/counts.ts'

export default class Wake extends EnvironmentCommand<typeof Wake, WakeResult> {
  static override summary = 'Take every sleeping service back to what it had, and wait until it runs.'
  static override examples = ['<%= config.bin %> wake staging']
  static override args = environmentArg

  protected async execute(): Promise<WakeResult> {
    const { wake } = await import('../lib/runbooks/wake.ts')
    return this.withContext(wake)
  }

  protected present({ outcome, services, seconds: took }: WakeResult, theme: Theme): string[] {
    const { environment } = this.args
    const done = outcome === 'unchanged' ? 'is awake already' : `is awake, after ${seconds(took)}`
    return [`${theme.good('✔')} ${environment} ${done}.`, ...presentCounts(services)]
  }
}
