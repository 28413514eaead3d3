import { Args } from '@oclif/core'
import { EnvironmentCommand } from '../../lib/cli/environment-command.ts'
import { environmentArg } from '../../lib/cli/flags.ts'
import type { Theme } from '../../lib/ui/format.ts'

interface Removed {
  readonly removed: readonly string[]
}

export default class SecretsRemove extends EnvironmentCommand<typeof SecretsRemove, Removed> {
  static override summary = 'Remove a value.'
  static override examples = ['<%= config.bin %> secrets remove prod api-keys.NOTION_API_KEY']
  static override args = {
    ...environmentArg,
    name: Args.string({ required: true, description: 'NAME, NAME.KEY or a parameter’s path.' }),
  }

  protected async execute(): Promise<Removed> {
    const { declined } = await import('../../lib/runbooks/declined.ts')
    const { removeValue } = await import('../../lib/runbooks/secrets.ts')
    const { environment, name } = this.args
    const agreed = await this.ask(
      () => [`The value of ${name} goes; tasks that start later do without it.`],
      prompts => prompts.confirm(`Remove ${name} from ${environment}?`),
    )
    if (!agreed) throw declined('secrets remove')
    return { removed: await this.withContext(context => removeValue(context, name)) }
  }

  protected present({ removed }: Removed, theme: Theme): string[] {
    return removed.map(label => `${theme.good('✔')} ${label} removed.`)
  }
}
