import { EnvironmentCommand } from '../lib/cli/environment-command.ts'
import { dryRunFlag, servicesArgs } from '../lib/cli/flags.ts'
import type { DeliveredImage, ImagePreview } from '../lib/images/index.ts'
import type { Theme } from '../lib/ui/format.ts'
import { presentImages } from '../lib/ui/present/images.ts'

export default class Push extends EnvironmentCommand<typeof Push, DeliveredImage[] | ImagePreview[]> {
  static override summary = 'Push the images; layers that the registry has are not sent again.'
  static override examples = ['<%= config.bin %> push prod', '<%= config.bin %> push prod api']
  static override strict = false
  static override args = servicesArgs
  static override flags = dryRunFlag

  protected async execute(): Promise<DeliveredImage[] | ImagePreview[]> {
    if (this.flags['dry-run']) {
      const { previewPush } = await import('../lib/runbooks/images-preview.ts')
      return this.withContext(context => previewPush(context, this.words))
    }
    const { push } = await import('../lib/runbooks/images.ts')
    return this.withContext(context => push(context, this.words))
  }

  protected present(images: DeliveredImage[] | ImagePreview[], theme: Theme): string[] {
    return presentImages(images, theme)
  }
}
