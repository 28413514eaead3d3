import { Args, Flags } from '@oclif/core'
import { dryRunFlag, environmentArg } from '../../lib/cli/flags.ts'
import { presentStored, SecretsCommand } from '../../lib/cli/secrets-command.ts'
import type { ValuePreview } from '../../lib/runbooks/secrets-preview.ts'
import type { PutResult } from '../../lib/secrets/index.ts'
import type { Theme } from '../../lib/ui/format.ts'

export default class SecretsPut extends SecretsCommand<typeof SecretsPut, PutResult[] | ValuePreview[]> {
  static override summary =
    'Give values to secrets and parameters: by prompt or standard input, never by argument.'
  static override description =
    'Without a name: generates what the manifest says how to, and asks for every other value that is missing.'
  static override examples = [
    '<%= config.bin %> secrets put prod',
    '<%= config.bin %> secrets put prod api-keys.SESSION_SECRET',
    'pass show openai | <%= config.bin %> secrets put prod app.OPENAI_API_KEY --stdin',
  ]
  static override args = {
    ...environmentArg,
    name: Args.string({
      description: 'NAME, NAME.KEY or a parameter’s path; everything that is missing when absent.',
    }),
  }
  static override flags = {
    ...dryRunFlag,
    stdin: Flags.boolean({ description: 'Read the one value from standard input.' }),
  }

  protected async execute(): Promise<PutResult[] | ValuePreview[]> {
    if (this.flags['dry-run']) return this.#preview()
    const { namedEntries, put, putMissing } = await import('../../lib/runbooks/secrets.ts')
    const { pipedValue } = await import('../../lib/secrets/index.ts')
    const { name } = this.args
    const input = this.flags.stdin ? await this.readInput() : undefined
    return this.withContext(async context => {
      if (name === undefined) return putMissing(context, entries => this.askAll(entries))
      const entries = namedEntries(context, [name])
      if (input === undefined) return put(context, await this.askAll(entries))
      if (entries.length > 1)
        this.error(`${name} has several keys; name one of ${entries.map(({ label }) => label).join(', ')}.`)
      return put(context, [pipedValue(entries[0]!, input)])
    })
  }

  protected present(results: PutResult[] | ValuePreview[], theme: Theme): string[] {
    return presentStored(results, theme)
  }

  async #preview(): Promise<ValuePreview[]> {
    const { previewMissing, previewPut } = await import('../../lib/runbooks/secrets-preview.ts')
    const { name } = this.args
    const input = this.flags.stdin ? await this.readInput() : undefined
    return this.withContext(context =>
      name === undefined ? previewMissing(context) : previewPut(context, name, input),
    )
  }
}
