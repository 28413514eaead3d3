import { Args } from '@oclif/core'
import { BaseCommand } from '../lib/cli/base-command.ts'
import { type Completable, completionScript, type Shell, shells } from '../lib/cli/completion.ts'

interface Completion {
  readonly shell: Shell
  readonly script: string
}

export default class CompletionCommand extends BaseCommand<typeof CompletionCommand, Completion> {
  static override summary = 'Print a script that completes commands and flags in your shell.'
  static override examples = [
    'source <(<%= config.bin %> completion bash)',
    'source <(<%= config.bin %> completion zsh)',
    '<%= config.bin %> completion fish > ~/.config/fish/completions/deployctl.fish',
  ]
  static override args = {
    shell: Args.string({ required: true, options: [...shells], description: 'Your shell.' }),
  }

  protected override readonly printsText = true

  protected async execute(): Promise<Completion> {
    const shell = this.args.shell as Shell
    return { shell, script: completionScript(shell, this.#commands()) }
  }

  protected present({ script }: Completion): string[] {
    return [script.trimEnd()]
  }

  #commands(): Completable[] {
    return this.config.commands.map(({ id, summary = '', flags }) => ({
      words: id.replaceAll(':', ' '),
      summary,
      flags: Object.keys(flags).map(flag => `--${flag}`),
    }))
  }
}
