import { Args } from '@oclif/core'
import { BaseCommand } from '../lib/cli/base-command.ts'
import type { KeyExplanation } from '../lib/manifest/index.ts'
import type { Theme } from '../lib/ui/format.ts'
import { presentKey } from '../lib/ui/present/key.ts'

export default class Docs extends BaseCommand<typeof Docs, KeyExplanation> {
  static override summary = 'Explain a key of the manifest.'
  static override examples = ['<%= config.bin %> docs', '<%= config.bin %> docs services.api.count']
  static override args = {
    key: Args.string({
      description: 'A dotted path, such as services.api.health; the whole manifest when absent.',
      default: '',
    }),
  }

  protected async execute(): Promise<KeyExplanation> {
    const { explainKey } = await import('../lib/manifest/index.ts')
    return explainKey(this.args.key)
  }

  protected present(key: KeyExplanation, theme: Theme): string[] {
    return presentKey(key, theme)
  }
}
