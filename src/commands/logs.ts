import { Flags } from '@oclif/core'
import { EnvironmentCommand } from '../lib/cli/environment-command.ts'
import { durationFlag, servicesArgs } from '../lib/cli/flags.ts'
import type { Emit, Event } from '../lib/events/index.ts'
import type { LogLine } from '../lib/runbooks/logs.ts'
import { sanitize } from '../lib/ui/sanitize.ts'

const tenMinutes = 600_000

export default class Logs extends EnvironmentCommand<typeof Logs, LogLine[]> {
  static override summary = 'Show what services, jobs and functions logged, oldest first.'
  static override examples = [
    '<%= config.bin %> logs prod',
    '<%= config.bin %> logs prod api --since 1h --filter ERROR',
    '<%= config.bin %> logs prod --follow',
  ]
  static override strict = false
  static override args = servicesArgs
  static override flags = {
    since: durationFlag({
      description: 'How far back.',
      default: tenMinutes,
      defaultHelp: async () => '10m',
    }),
    filter: Flags.string({ description: 'A CloudWatch filter pattern.', helpValue: 'PATTERN' }),
    follow: Flags.boolean({ description: 'Go on with what comes, until interrupted.' }),
  }

  protected async execute(): Promise<LogLine[]> {
    const { logs } = await import('../lib/runbooks/logs.ts')
    const { since, filter, follow } = this.flags
    const options = {
      services: this.words,
      since: since / 1000,
      follow,
      ...(filter ? { filter } : {}),
    }
    return this.withContext(context => logs(context, options))
  }

  /** Log lines are the result, and are shown as they come. */
  protected override async openScreen(): Promise<Emit> {
    if (this.flags.events || this.jsonEnabled()) return super.openScreen()
    return (event: Event) => {
      if (event.type !== 'log.line') return
      process.stdout.write(
        `${event.at.slice(11, 19)} ${event.service} ${event.task?.slice(0, 8) ?? ''} ${sanitize(event.message)}\n`,
      )
    }
  }

  protected present(): string[] {
    return []
  }
}
