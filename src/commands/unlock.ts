import { EnvironmentCommand } from '../lib/cli/environment-command.ts'
import type { LockDocument } from '../lib/releases/lock.ts'
import type { Theme } from '../lib/ui/format.ts'

interface Unlocked {
  readonly environment: string
  readonly holder: LockDocument | null
}

export default class Unlock extends EnvironmentCommand<typeof Unlock, Unlocked> {
  static override summary = 'Remove the lock that outlived its owner.'
  static override description =
    'A lock whose owner died is succeeded within a minute without this. Where the owner still runs, it stops before its next write.'
  static override examples = ['<%= config.bin %> unlock prod']

  protected async execute(): Promise<Unlocked> {
    const { environment } = this.args
    const { unlock } = await import('../lib/runbooks/unlock.ts')
    const holder = await this.withContext(context =>
      unlock(context, { confirm: lock => this.#confirm(lock) }),
    )
    return { environment, holder: holder ?? null }
  }

  protected present({ environment, holder }: Unlocked, theme: Theme): string[] {
    if (!holder) return [`${theme.good('✔')} ${environment} is not locked.`]
    return [
      `${theme.good('✔')} ${environment} is unlocked; ${holder.user}@${holder.host} held it for \`${holder.command}\`.`,
    ]
  }

  async #confirm({ user, host, command, since }: LockDocument): Promise<boolean> {
    const started = new Date(since).toISOString()
    const about = `${user}@${host} holds it for \`deployctl ${command}\`, since ${started}.`
    return this.ask(
      () => [about],
      prompts => prompts.confirm('Remove its lock?'),
    )
  }
}
