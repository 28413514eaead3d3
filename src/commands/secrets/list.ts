import { EnvironmentCommand } from '../../lib/cli/environment-command.ts'
import { environmentArg } from '../../lib/cli/flags.ts'
import type { SecretRow } from '../../lib/secrets/index.ts'
import type { Theme } from '../../lib/ui/format.ts'
import { presentSecrets } from '../../lib/ui/present/secrets.ts'

export default class SecretsList extends EnvironmentCommand<typeof SecretsList, SecretRow[]> {
  static override summary =
    'Show every declared value: set or not, digest, version, age, and who runs with an older one.'
  static override examples = [
    '<%= config.bin %> secrets list prod',
    '<%= config.bin %> secrets list prod --json',
  ]
  static override args = environmentArg

  protected override readonly showsProgress = false
  /** Milliseconds since the epoch, by the clock of whatever answers. */
  #now = 0

  protected async execute(): Promise<SecretRow[]> {
    const { listValues } = await import('../../lib/runbooks/secrets.ts')
    return this.withContext(context => {
      this.#now = context.clock.now()
      return listValues(context)
    })
  }

  protected present(rows: SecretRow[], theme: Theme): string[] {
    return presentSecrets(rows, this.args.environment, this.#now, theme)
  }
}
