import { Args } from '@oclif/core'
import { checkManifest } from '../lib/cli/manifest.ts'
import { ManifestCommand } from '../lib/cli/manifest-command.ts'
import type { Theme } from '../lib/ui/format.ts'

interface Validated {
  readonly file: string
  readonly environments: readonly string[]
}

export default class Validate extends ManifestCommand<typeof Validate, Validated> {
  static override summary = 'Check the manifest, every problem at once.'
  static override examples = ['<%= config.bin %> validate', '<%= config.bin %> validate prod']
  static override args = {
    environment: Args.string({ description: 'Check this environment only; all of them when absent.' }),
  }

  protected async execute(): Promise<Validated> {
    const environments = await checkManifest(this.manifestPath, this.args.environment)
    return { file: this.manifestPath, environments }
  }

  protected present({ file, environments }: Validated, theme: Theme): string[] {
    return [`${theme.good('✔')} ${file} is valid for ${environments.join(', ')}.`]
  }
}
