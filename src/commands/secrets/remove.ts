import { Args } from '@oclif/core'
import { EnvironmentCommand } from '../../lib/cli/environment-command.ts'
import { dryRunFlag, environmentArg } from '../../lib/cli/flags.ts'
import { presentStored } from '../../lib/cli/secrets-command.ts'
import type { ValuePreview } from '../../lib/runbooks/secrets-preview.ts'
import type { Theme } from '../../lib/ui/format.ts'

interface Removed {
  readonly removed: readonly string[]
}

export default class SecretsRemove extends EnvironmentCommand<
  typeof SecretsRemove,
  Removed | ValuePreview[]
> {
  static override summary = 'Remove a value.'
  static override examples = ['<%= config.bin %> secrets remove prod api-keys.NOTION_API_KEY']
  static override args = {
    ...environmentArg,
    name: Args.string({ required: true, description: 'NAME, NAME.KEY or a parameter’s path.' }),
  }

  static override flags = dryRunFlag

  protected async execute(): Promise<Removed | ValuePreview[]> {
    const { environment, name } = this.args
    if (this.flags['dry-run']) {
      const { previewRemove } = await import('../../lib/runbooks/secrets-preview.ts')
      return this.withContext(context => previewRemove(context, name))
    }
    const { declined } = await import('../../lib/runbooks/declined.ts')
    const { removeValue } = await import('../../lib/runbooks/secrets.ts')
    const agreed = await this.ask(
      () => [`The value of ${name} goes; tasks that start later do without it.`],
      prompts => prompts.confirm(`Remove ${name} from ${environment}?`),
    )
    if (!agreed) throw declined('secrets remove')
    return { removed: await this.withContext(context => removeValue(context, name)) }
  }

  protected present(result: Removed | ValuePreview[], theme: Theme): string[] {
    if (Array.isArray(result)) return presentStored(result, theme)
    return result.removed.map(label => `${theme.good('✔')} ${label} removed.`)
  }
}
