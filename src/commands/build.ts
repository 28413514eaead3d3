import { servicesArgs } from '../lib/cli/flags.ts'
import { interruption } from '../lib/cli/interruption.ts'
import { readManifest } from '../lib/cli/manifest.ts'
import { ManifestCommand } from '../lib/cli/manifest-command.ts'
import { makeClock } from '../lib/events/index.ts'
import type { BuiltImage } from '../lib/images/index.ts'
import type { Theme } from '../lib/ui/format.ts'
import { presentImages } from '../lib/ui/present/images.ts'

export default class Build extends ManifestCommand<typeof Build, BuiltImage[]> {
  static override summary = 'Build the images; what did not change is not built again.'
  static override examples = ['<%= config.bin %> build prod', '<%= config.bin %> build prod api realtime']
  static override strict = false
  static override args = servicesArgs

  protected async execute(): Promise<BuiltImage[]> {
    const { build } = await import('../lib/runbooks/images.ts')
    const manifest = await readManifest(this.manifestPath, this.args.environment)
    using interrupted = interruption()
    const emit = await this.openScreen()
    return build({ manifest, emit, clock: makeClock(), signal: interrupted.signal }, this.words)
  }

  protected present(images: BuiltImage[], theme: Theme): string[] {
    return presentImages(images, theme)
  }
}
