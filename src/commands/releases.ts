import { Flags } from '@oclif/core'
import { EnvironmentCommand } from '../lib/cli/environment-command.ts'
import { environmentArg } from '../lib/cli/flags.ts'
import type { ReleaseRecord } from '../lib/releases/record.ts'
import type { Theme } from '../lib/ui/format.ts'
import { presentReleases } from '../lib/ui/present/release.ts'

export default class Releases extends EnvironmentCommand<typeof Releases, ReleaseRecord[]> {
  static override summary = 'List releases: number, when, who, commit, images, outcome, how long.'
  static override examples = [
    '<%= config.bin %> releases prod',
    '<%= config.bin %> releases prod --limit 5 --json',
  ]
  static override args = environmentArg
  static override flags = {
    limit: Flags.integer({ description: 'How many, newest first.', default: 20, min: 1 }),
  }

  protected async execute(): Promise<ReleaseRecord[]> {
    const [{ openLedger }, { listReleases }] = await Promise.all([
      import('../lib/releases/ledger.ts'),
      import('../lib/releases/records.ts'),
    ])
    return this.withContext(({ scope, ports }) => listReleases(openLedger(scope, ports.s3), this.flags.limit))
  }

  protected present(records: ReleaseRecord[], theme: Theme): string[] {
    return presentReleases(records, theme)
  }
}
