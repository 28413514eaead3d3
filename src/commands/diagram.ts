import { Flags } from '@oclif/core'
import { environmentArg } from '../lib/cli/flags.ts'
import { readManifest } from '../lib/cli/manifest.ts'
import { ManifestCommand } from '../lib/cli/manifest-command.ts'
import { writeText } from '../lib/cli/written-file.ts'
import type { Diagram as Drawn } from '../lib/runbooks/diagram.ts'
import type { Theme } from '../lib/ui/format.ts'

type Result = Drawn & { readonly file?: string }

export default class Diagram extends ManifestCommand<typeof Diagram, Result> {
  static override summary = 'Draw the architecture of an environment, from its manifest alone.'
  static override description =
    `As Mermaid, for a README that GitHub or another reader draws; or as an SVG of its own, which follows the
reader's light or dark scheme and needs nothing from elsewhere.`
  static override examples = [
    '<%= config.bin %> diagram prod',
    '<%= config.bin %> diagram prod --format svg --output architecture.svg',
  ]
  static override args = environmentArg
  static override flags = {
    format: Flags.string({
      helpValue: 'FORMAT',
      description: 'How it is drawn; after the ending of the file when absent, or mermaid.',
      options: ['mermaid', 'svg'],
    }),
    output: Flags.string({
      char: 'o',
      description: 'Write to this file instead of printing.',
      helpValue: 'FILE',
    }),
  }

  protected override readonly printsText = true

  protected async execute(): Promise<Result> {
    const { diagram } = await import('../lib/runbooks/diagram.ts')
    const { format, output } = this.flags
    const svg = format === undefined ? output?.endsWith('.svg') : format === 'svg'
    const manifest = await readManifest(this.manifestPath, this.args.environment)
    const drawn = diagram(manifest, svg ? 'svg' : 'mermaid')
    if (output === undefined) return drawn
    await writeText(output, drawn.text, 'diagram.not-written')
    return { ...drawn, file: output }
  }

  protected present({ text, file }: Result, theme: Theme): string[] {
    return file === undefined ? [text.trimEnd()] : [`${theme.good('✔')} Drawn to ${file}.`]
  }
}
