import { Args, Flags } from '@oclif/core'
import { EnvironmentCommand } from '../lib/cli/environment-command.ts'
import { dryRunFlag, environmentArg } from '../lib/cli/flags.ts'
import type { RestoreAnswer, RestoreIntent, RestoreRequest } from '../lib/runbooks/restore/request.ts'
import type { Theme } from '../lib/ui/format.ts'
import { presentRestoreAnswer, restoreQuestion } from '../lib/ui/present/restore-answer.ts'

const what = ['list', 'to', 'snapshot', 'switch-to', 'remove']
const others = (flag: string) => what.filter(one => one !== flag)

export default class Restore extends EnvironmentCommand<typeof Restore, RestoreAnswer> {
  static override summary = 'Restore a database to a moment or from a snapshot, beside the one that serves.'
  static override description =
    'Makes a new instance, and changes nothing that runs. `--switch-to` then makes it the database that tasks are told of, and back again the same way. Without a flag, says how far back it can go.'
  static override examples = [
    '<%= config.bin %> restore prod main',
    '<%= config.bin %> restore prod main --to "15m ago"',
    '<%= config.bin %> restore prod main --to 2026-11-21T03:12:00Z --dry-run',
    '<%= config.bin %> restore prod main --snapshot shop-prod-main-final-20261121t031205',
    '<%= config.bin %> restore prod main --switch-to shop-prod-main-restored-20261121t031200',
    '<%= config.bin %> restore prod main --remove shop-prod-main',
  ]
  static override args = {
    ...environmentArg,
    database: Args.string({ required: true, description: 'The database, as the manifest names it.' }),
  }

  static override flags = {
    ...dryRunFlag,
    list: Flags.boolean({
      description: 'How far back it can go, its snapshots and its instances.',
      exclusive: others('list'),
    }),
    to: Flags.string({
      description: 'A moment: in ISO 8601, such as 2026-11-21T03:12:00Z; or `15m ago`; or `latest`.',
      exclusive: others('to'),
      helpValue: 'TIME',
    }),
    snapshot: Flags.string({
      description: 'A snapshot, by its identifier.',
      exclusive: others('snapshot'),
      helpValue: 'ID',
    }),
    'switch-to': Flags.string({
      description: 'Lead tasks to this instance from their next start on.',
      exclusive: others('switch-to'),
      helpValue: 'INSTANCE',
    }),
    remove: Flags.string({
      description: 'Delete an instance that is not in use; a last snapshot stays.',
      exclusive: others('remove'),
      helpValue: 'INSTANCE',
    }),
  }

  protected execute(): Promise<RestoreAnswer> {
    return this.withContext(async context => {
      const { fulfil } = await import('../lib/runbooks/restore/request.ts')
      const confirm = (intent: RestoreIntent) => this.#confirm(intent, context.manifest.protected)
      return fulfil(context, this.args.database, this.#request, { dryRun: this.flags['dry-run'], confirm })
    })
  }

  protected present(answer: RestoreAnswer, theme: Theme): string[] {
    return presentRestoreAnswer(answer, theme)
  }

  get #request(): RestoreRequest {
    const { to, snapshot, 'switch-to': switchTo, remove } = this.flags
    if (to !== undefined) return { to }
    if (snapshot !== undefined) return { snapshot }
    if (switchTo !== undefined) return { switchTo }
    return remove === undefined ? { list: true } : { remove }
  }

  async #confirm(intent: RestoreIntent, isProtected: boolean): Promise<boolean> {
    const question = restoreQuestion(intent, isProtected)
    if (!question) return true
    const { text, typed } = question
    return this.ask(
      theme => presentRestoreAnswer(intent, theme),
      prompts => (typed === undefined ? prompts.confirm(text) : prompts.typed(text, typed)),
    )
  }
}
