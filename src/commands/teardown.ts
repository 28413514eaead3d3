import { Flags } from '@oclif/core'
import { EnvironmentCommand } from '../lib/cli/environment-command.ts'
import { dryRunFlag } from '../lib/cli/flags.ts'
import type { TeardownInventory, TeardownResult } from '../lib/runbooks/teardown.ts'
import type { Theme } from '../lib/ui/format.ts'
import { presentInventory, presentTeardown } from '../lib/ui/present/teardown.ts'

export default class Teardown extends EnvironmentCommand<
  typeof Teardown,
  TeardownResult | TeardownInventory
> {
  static override summary = 'Remove an environment, and prove that nothing is left.'
  static override description =
    'Lists first what goes and what holds data. Data stays unless you name it. Asks for the name of the environment.'
  static override examples = [
    '<%= config.bin %> teardown staging',
    '<%= config.bin %> teardown staging --dry-run',
    '<%= config.bin %> teardown staging --delete-data secret/api-keys --yes',
  ]
  static override flags = {
    ...dryRunFlag,
    'delete-data': Flags.string({
      description: 'Also delete this, although it holds data: an id, KIND/ID, or * for everything.',
      multiple: true,
      multipleNonGreedy: true,
      default: [],
      helpValue: 'NAME',
    }),
  }

  protected async execute(): Promise<TeardownResult | TeardownInventory> {
    const { takeInventory, teardown } = await import('../lib/runbooks/teardown.ts')
    const deleteData = new Set(this.flags['delete-data'])
    if (this.flags['dry-run']) return this.withContext(context => takeInventory(context, deleteData))
    return this.withContext(context =>
      teardown(context, { deleteData, confirm: inventory => this.#confirm(inventory) }),
    )
  }

  protected present(result: TeardownResult | TeardownInventory, theme: Theme): string[] {
    return 'proof' in result ? presentTeardown(result, theme) : presentInventory(result, theme)
  }

  async #confirm(inventory: TeardownInventory): Promise<boolean> {
    const { environment } = this.args
    return this.ask(
      theme => presentInventory(inventory, theme),
      prompts => prompts.typed(`Remove all this from ${environment}?`, environment),
    )
  }
}
