import { EnvironmentCommand } from '../lib/cli/environment-command.ts'
import { dryRunFlag } from '../lib/cli/flags.ts'
import type { LockDocument } from '../lib/releases/lock.ts'
import type { Theme } from '../lib/ui/format.ts'

interface Unlocked {
  readonly environment: string
  readonly holder: LockDocument | null
  /** A dry run: the lock is as it was. */
  readonly kept?: true
}

export default class Unlock extends EnvironmentCommand<typeof Unlock, Unlocked> {
  static override summary = 'Remove the lock that outlived its owner.'
  static override description =
    'A lock whose owner died is succeeded within a minute without this. Where the owner still runs, it stops before its next write.'
  static override examples = ['<%= config.bin %> unlock prod']

  static override flags = dryRunFlag

  protected async execute(): Promise<Unlocked> {
    const { environment } = this.args
    const { lockHolder, unlock } = await import('../lib/runbooks/unlock.ts')
    if (this.flags['dry-run']) {
      const holder = await this.withContext(lockHolder)
      return { environment, holder: holder ?? null, kept: true }
    }
    const holder = await this.withContext(context =>
      unlock(context, { confirm: lock => this.#confirm(lock) }),
    )
    return { environment, holder: holder ?? null }
  }

  protected present({ environment, holder, kept }: Unlocked, theme: Theme): string[] {
    if (!holder) return [`${theme.good('✔')} ${environment} is not locked.`]
    if (kept) return [`Would remove the lock: ${heldBy(holder)}`]
    return [
      `${theme.good('✔')} ${environment} is unlocked; ${holder.user}@${holder.host} held it for \`${holder.command}\`.`,
    ]
  }

  async #confirm(lock: LockDocument): Promise<boolean> {
    return this.ask(
      () => [heldBy(lock)],
      prompts => prompts.confirm('Remove its lock?'),
    )
  }
}

function heldBy({ user, host, command, since }: LockDocument): string {
  return `${user}@${host} holds it for \`deployctl ${command}\`, since ${new Date(since).toISOString()}.`
}
