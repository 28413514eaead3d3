import { Args, Flags } from '@oclif/core'
import { EnvironmentCommand } from '../lib/cli/environment-command.ts'
import { dryRunFlag, environmentArg } from '../lib/cli/flags.ts'
import type { RestoreList } from '../lib/runbooks/restore/list.ts'
import type { RemovalPreview, RemovalResult } from '../lib/runbooks/restore/remove.ts'
import type { SwitchPreview, SwitchResult } from '../lib/runbooks/restore/switch.ts'
import type { RestorePoint, RestorePreview, RestoreResult } from '../lib/runbooks/restore.ts'
import type { Theme } from '../lib/ui/format.ts'
import {
  presentBackups,
  presentRemoval,
  presentRemovalPreview,
  presentRestore,
  presentRestorePreview,
  presentSwitch,
  presentSwitchPreview,
} from '../lib/ui/present/restore.ts'

type Result =
  | RestoreList
  | RestorePreview
  | RestoreResult
  | SwitchPreview
  | SwitchResult
  | RemovalPreview
  | RemovalResult

const what = ['list', 'to', 'snapshot', 'switch-to', 'remove']
const others = (flag: string) => what.filter(one => one !== flag)

export default class Restore extends EnvironmentCommand<typeof Restore, Result> {
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

  protected async execute(): Promise<Result> {
    const { to, snapshot, 'switch-to': target, remove } = this.flags
    if (to !== undefined) return this.#restore({ to })
    if (snapshot !== undefined) return this.#restore({ snapshot })
    if (target !== undefined) return this.#switchTo(target)
    if (remove !== undefined) return this.#remove(remove)
    const { listBackups } = await import('../lib/runbooks/restore/list.ts')
    return this.withContext(context => listBackups(context, this.args.database))
  }

  protected present(result: Result, theme: Theme): string[] {
    if ('snapshots' in result) return presentBackups(result, theme)
    if ('remove' in result)
      return 'outcome' in result ? presentRemoval(result, theme) : presentRemovalPreview(result, theme)
    if ('to' in result)
      return 'outcome' in result ? presentSwitch(result, theme) : presentSwitchPreview(result, theme)
    return 'outcome' in result ? presentRestore(result, theme) : presentRestorePreview(result)
  }

  async #restore(point: RestorePoint): Promise<RestorePreview | RestoreResult> {
    const { database, environment } = this.args
    const { previewRestore, restore } = await import('../lib/runbooks/restore.ts')
    return this.withContext(context => {
      if (this.flags['dry-run']) return previewRestore(context, database, point)
      // Nothing that runs is changed: only where everything is asked is this.
      const confirm = async (preview: RestorePreview) =>
        !context.manifest.protected ||
        this.ask(
          () => presentRestorePreview(preview),
          prompts => prompts.typed(`Make it in ${environment}?`, environment),
        )
      return restore(context, database, point, { confirm })
    })
  }

  async #switchTo(to: string): Promise<SwitchPreview | SwitchResult> {
    const { database, environment } = this.args
    const { previewSwitch, switchOver } = await import('../lib/runbooks/restore/switch.ts')
    return this.withContext(context => {
      if (this.flags['dry-run']) return previewSwitch(context, database, to)
      const question = `Switch ${database} to ${to}?`
      const confirm = (preview: SwitchPreview) =>
        this.ask(
          theme => presentSwitchPreview(preview, theme),
          prompts =>
            context.manifest.protected ? prompts.typed(question, environment) : prompts.confirm(question),
        )
      return switchOver(context, database, { to, confirm })
    })
  }

  async #remove(remove: string): Promise<RemovalPreview | RemovalResult> {
    const { database } = this.args
    const { previewRemoval, removeCopy } = await import('../lib/runbooks/restore/remove.ts')
    return this.withContext(context => {
      if (this.flags['dry-run']) return previewRemoval(context, database, remove)
      const confirm = (preview: RemovalPreview) =>
        this.ask(
          theme => presentRemovalPreview(preview, theme),
          prompts => prompts.typed(`Delete ${remove}?`, remove),
        )
      return removeCopy(context, database, { remove, confirm })
    })
  }
}
