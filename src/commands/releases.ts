import { Flags } from '@oclif/core'
import { EnvironmentCommand } from '../lib/cli/environment-command.ts'
import { environmentArg } from '../lib/cli/flags.ts'
import type { ReleaseList } from '../lib/runbooks/releases.ts'
import type { Theme } from '../lib/ui/format.ts'
import { presentReleases } from '../lib/ui/present/releases.ts'

export default class Releases extends EnvironmentCommand<typeof Releases, ReleaseList> {
  static override summary = 'List releases: number, when, who, commit, images, outcome, how long.'
  static override examples = [
    '<%= config.bin %> releases prod',
    '<%= config.bin %> releases prod --limit 5 --json',
  ]
  static override args = environmentArg
  static override flags = {
    limit: Flags.integer({
      description: 'How many, newest first.',
      default: 20,
      min: 1,
      helpValue: 'NUMBER',
    }),
  }

  protected override readonly showsProgress = false

  protected async execute(): Promise<ReleaseList> {
    const { listOfReleases } = await import('../lib/runbooks/releases.ts')
    const { limit } = this.flags
    return this.withContext(context => listOfReleases(context, { limit }))
  }

  protected present(list: ReleaseList, theme: Theme): string[] {
    return presentReleases(list, this.args.environment, theme)
  }
}
