import { dryRunFlag, servicesArgs } from '../lib/cli/flags.ts'
import { interruption } from '../lib/cli/interruption.ts'
import { readManifest } from '../lib/cli/manifest.ts'
import { ManifestCommand } from '../lib/cli/manifest-command.ts'
import { makeClock } from '../lib/events/index.ts'
import type { build } from '../lib/runbooks/images.ts'
import type { previewBuild } from '../lib/runbooks/images-preview.ts'
import type { Theme } from '../lib/ui/format.ts'
import { presentImages } from '../lib/ui/present/images.ts'

type Built = Awaited<ReturnType<typeof build | typeof previewBuild>>

export default class Build extends ManifestCommand<typeof Build, Built> {
  static override summary = 'Build the images, and pack functions; what did not change is not built again.'
  static override examples = ['<%= config.bin %> build prod', '<%= config.bin %> build prod api realtime']
  static override strict = false
  static override args = servicesArgs
  static override flags = dryRunFlag

  protected async execute(): Promise<Built> {
    const manifest = await readManifest(this.manifestPath, this.args.environment)
    using interrupted = interruption()
    const emit = await this.openScreen()
    const context = { manifest, emit, clock: makeClock(), signal: interrupted.signal }
    // Awaited here: whoever leaves this scope is not interrupted any more.
    return await (await this.#work())(context, this.words)
  }

  async #work(): Promise<typeof build | typeof previewBuild> {
    if (this.flags['dry-run']) return (await import('../lib/runbooks/images-preview.ts')).previewBuild
    return (await import('../lib/runbooks/images.ts')).build
  }

  protected present(images: Built, theme: Theme): string[] {
    return presentImages(images, theme)
  }
}
