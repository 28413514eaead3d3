import path from 'node:path'
import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../lib/cli/base-command.ts'
import { scaffold } from '../lib/cli/scaffold.ts'
import type { Theme } from '../lib/ui/format.ts'

interface Initialised {
  readonly directory: string
  readonly template: string
  readonly files: readonly string[]
}

export default class Init extends BaseCommand<typeof Init, Initialised> {
  static override summary = 'Write a manifest that is valid as it stands.'
  static override examples = [
    '<%= config.bin %> init',
    '<%= config.bin %> init --template web-app --project shop --region eu-central-1 --yes',
  ]
  static override args = {
    directory: Args.directory({ description: 'Where to write it.', default: '.' }),
  }
  static override flags = {
    template: Flags.string({ description: 'The system to begin with.', default: 'web-app' }),
    project: Flags.string({ description: 'Name of the project; the directory’s own name when absent.' }),
    region: Flags.string({ description: 'AWS region.' }),
    account: Flags.string({ description: 'The only account that deployctl may write to.' }),
  }

  protected async execute(): Promise<Initialised> {
    const { template } = this.flags
    const { directory } = this.args
    const templates = path.join(this.config.root, 'templates')
    const files = await scaffold({ templates, template, directory, values: await this.#values() })
    return { directory, template, files }
  }

  protected present({ directory, template, files }: Initialised, theme: Theme): string[] {
    const go = directory === '.' ? '' : `cd ${directory} && `
    return [
      `${theme.good('✔')} ${template} → ${files.join(', ')}`,
      `  Check it:      ${theme.accent(`${go}deployctl validate`)}`,
      `  Try it, no account needed: ${theme.accent(`${go}deployctl bootstrap staging --sandbox`)}`,
    ]
  }

  /** What only the user knows; asked for where somebody can answer, and otherwise left as the template has it. */
  async #values(): Promise<Record<string, string>> {
    const { project, region, account, yes } = this.flags
    const asks = process.stdin.isTTY && !yes && !this.jsonEnabled()
    const own = projectName(path.basename(path.resolve(this.args.directory)))
    const name = project ?? (asks ? await this.prompts.text('Name of the project?', own) : own)
    const place = region ?? (asks ? await this.prompts.text('AWS region?', 'us-east-1') : undefined)
    return {
      project: projectName(name),
      ...(place ? { region: place } : {}),
      ...(account ? { account } : {}),
    }
  }
}

/** The nearest name that a manifest takes. */
function projectName(text: string): string {
  const plain = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
  return plain.slice(0, 20).replace(/-+$/, '') || 'app'
}
