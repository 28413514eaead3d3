import { Args } from '@oclif/core'
import { dryRunFlag, environmentArg } from '../../lib/cli/flags.ts'
import { presentStored, SecretsCommand } from '../../lib/cli/secrets-command.ts'
import type { ValuePreview } from '../../lib/runbooks/secrets-preview.ts'
import type { PutResult } from '../../lib/secrets/index.ts'
import type { Theme } from '../../lib/ui/format.ts'

export default class SecretsGenerate extends SecretsCommand<
  typeof SecretsGenerate,
  PutResult[] | ValuePreview[]
> {
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

  static override flags = dryRunFlag

  protected async execute(): Promise<PutResult[] | ValuePreview[]> {
    const { generateValues } = await import('../../lib/runbooks/secrets.ts')
    const { name } = this.args
    const words = name === undefined ? [] : [name]
    if (!this.flags['dry-run']) return this.withContext(context => generateValues(context, words))
    const { previewGenerate } = await import('../../lib/runbooks/secrets-preview.ts')
    return this.withContext(context => previewGenerate(context, words))
  }

  protected present(results: PutResult[] | ValuePreview[], theme: Theme): string[] {
    return presentStored(results, theme)
  }
}
