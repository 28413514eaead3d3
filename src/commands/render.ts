import { environmentArg } from '../lib/cli/flags.ts'
import { manifestInputs } from '../lib/cli/manifest.ts'
import { ManifestCommand } from '../lib/cli/manifest-command.ts'
import type { Manifest } from '../lib/manifest/schema/manifest.ts'

interface Rendered {
  readonly manifest: Manifest
  readonly text: string
}

export default class Render extends ManifestCommand<typeof Render, Rendered> {
  static override summary =
    'Print what an environment comes to: every default, and where each value came from.'
  static override examples = ['<%= config.bin %> render prod', '<%= config.bin %> render prod --json']
  static override args = environmentArg

  protected override readonly printsText = true

  protected async execute(): Promise<Rendered> {
    const { loadManifest, renderManifest, resolveWithProvenance } = await import('../lib/manifest/index.ts')
    const source = await loadManifest(this.manifestPath)
    const { manifest, provenance } = resolveWithProvenance(
      source,
      this.args.environment,
      manifestInputs(this.manifestPath),
    )
    return { manifest, text: renderManifest(manifest, provenance) }
  }

  protected present({ text }: Rendered): string[] {
    return [text.trimEnd()]
  }
}
