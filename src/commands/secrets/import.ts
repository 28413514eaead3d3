import { Args } from '@oclif/core'
import { dryRunFlag, environmentArg } from '../../lib/cli/flags.ts'
import { presentStored, SecretsCommand } from '../../lib/cli/secrets-command.ts'
import type { ValuePreview } from '../../lib/runbooks/secrets-preview.ts'
import type { PutResult } from '../../lib/secrets/index.ts'
import type { Theme } from '../../lib/ui/format.ts'

export default class SecretsImport extends SecretsCommand<
  typeof SecretsImport,
  PutResult[] | ValuePreview[]
> {
  static override summary = 'Put many values at once, from a .env, JSON or YAML file.'
  static override description =
    'All values are checked before the first is written. `-` reads NAME=VALUE lines from standard input.'
  static override examples = [
    '<%= config.bin %> secrets import prod .env.prod',
    'sops -d prod.env | <%= config.bin %> secrets import prod -',
  ]
  static override args = {
    ...environmentArg,
    file: Args.string({ required: true, description: 'The file, or - for standard input.' }),
  }

  static override flags = dryRunFlag

  protected async execute(): Promise<PutResult[] | ValuePreview[]> {
    const { importValues } = await import('../../lib/runbooks/secrets.ts')
    const values = await this.#read(this.args.file)
    for (const value of Object.values(values)) this.seen(value)
    if (!this.flags['dry-run']) return this.withContext(context => importValues(context, values))
    const { previewImport } = await import('../../lib/runbooks/secrets-preview.ts')
    return this.withContext(context => previewImport(context, values))
  }

  protected present(results: PutResult[] | ValuePreview[], theme: Theme): string[] {
    return presentStored(results, theme)
  }

  async #read(file: string): Promise<Record<string, string>> {
    const { parseValues, readValues } = await import('../../lib/secrets/index.ts')
    return file === '-' ? parseValues(await this.readInput(), 'dotenv', 'standard input') : readValues(file)
  }
}
