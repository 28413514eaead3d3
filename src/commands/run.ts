import { Args, Flags } from '@oclif/core'
import { EnvironmentCommand } from '../lib/cli/environment-command.ts'
import { dryRunFlag, environmentArg } from '../lib/cli/flags.ts'
import type { Emit, Event } from '../lib/events/index.ts'
import type { RunPreview, RunResult } from '../lib/runbooks/run-command.ts'
import type { Theme } from '../lib/ui/format.ts'
import { sanitize } from '../lib/ui/sanitize.ts'

export default class Run extends EnvironmentCommand<typeof Run, RunResult | RunPreview> {
  static override summary = 'Run a command once, in a task like those of a service, and follow its log.'
  static override description =
    `The task has the image, variables, secrets and network of what the service runs now. The command's own exit
code is passed on. Ctrl-C stops the task; with --timeout, and with --detach, it goes on by itself.`
  static override examples = [
    '<%= config.bin %> run prod api -- npm run db:push',
    '<%= config.bin %> run prod api --detach -- node scripts/backfill.js --all',
  ]
  static override strict = false
  static override args = {
    ...environmentArg,
    service: Args.string({ required: true, description: 'The service whose image and settings it has.' }),
    command: Args.string({ required: true, description: 'The command and its words, behind `--`.' }),
  }
  static override flags = {
    ...dryRunFlag,
    detach: Flags.boolean({ description: 'Return once it is started.' }),
  }

  protected async execute(): Promise<RunResult | RunPreview> {
    const [service = '', ...command] = this.words
    const { previewRun, runCommand } = await import('../lib/runbooks/run-command.ts')
    if (this.flags['dry-run']) return this.withContext(context => previewRun(context, { service, command }))
    const result = await this.withContext(async context => {
      await this.guard(context, `Run \`${command.join(' ')}\``)
      return runCommand(context, { service, command, detach: this.flags.detach })
    })
    process.exitCode = result.exitCode ?? 0
    return result
  }

  /** What the command prints is the result, and is shown as it comes. */
  protected override async openScreen(): Promise<Emit> {
    if (this.flags.events || this.jsonEnabled()) return super.openScreen()
    return (event: Event) => {
      if (event.type === 'log.line') process.stdout.write(`${sanitize(event.message)}\n`)
      if (event.type === 'notice') process.stderr.write(`${sanitize(event.message)}\n`)
    }
  }

  protected present(result: RunResult | RunPreview, theme: Theme): string[] {
    const { service, command, taskDefinition } = result
    const as = `\`${command.join(' ')}\` as ${taskDefinition.split('/').at(-1)}`
    if (!('task' in result)) return [`Would run ${as}.`]
    if (result.exitCode !== undefined) return []
    const follow = `deployctl logs ${this.args.environment} ${service} --follow`
    return [`${theme.good('✔')} Runs ${as}, in task ${result.task}: ${theme.accent(follow)}`]
  }
}
