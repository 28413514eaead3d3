import { Args } from '@oclif/core'
import { environmentArg } from '../../lib/cli/flags.ts'
import { presentStored, SecretsCommand } from '../../lib/cli/secrets-command.ts'
import type { PutResult } from '../../lib/secrets/index.ts'
import type { Theme } from '../../lib/ui/format.ts'

export default class SecretsGenerate extends SecretsCommand<typeof SecretsGenerate, PutResult[]> {
  static override summary = 'Generate the random values that are missing, or a named one anew.'
  static override description =
    'A value that the manifest calls immutable is never generated again once it is set.'
  static override examples = [
    '<%= config.bin %> secrets generate prod',
    '<%= config.bin %> secrets generate prod app.SECRET_KEY',
  ]
  static override args = {
    ...environmentArg,
    name: Args.string({ description: 'Generate this one anew.' }),
  }

  protected async execute(): Promise<PutResult[]> {
    const { generateValues } = await import('../../lib/runbooks/secrets.ts')
    const { name } = this.args
    return this.withContext(context => generateValues(context, name === undefined ? [] : [name]))
  }

  protected present(results: PutResult[], theme: Theme): string[] {
    return presentStored(results, theme)
  }
}
