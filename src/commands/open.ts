import { openBrowser } from '../lib/cli/browser.ts'
import { EnvironmentCommand } from '../lib/cli/environment-command.ts'
import { DeployctlError } from '../lib/errors/index.ts'

interface Opened {
  readonly url: string
}

export default class Open extends EnvironmentCommand<typeof Open, Opened> {
  static override summary = 'Print where users reach an environment, and show it in the browser.'
  static override description = 'Off a terminal, and with --json, the address is printed only.'
  static override examples = ['<%= config.bin %> open prod', 'curl "$(<%= config.bin %> open prod)/health"']

  protected override readonly showsProgress = false

  protected async execute(): Promise<Opened> {
    const { publicUrl } = await import('../lib/runbooks/live/address.ts')
    const url = await this.withContext(publicUrl)
    if (url === undefined) {
      throw new DeployctlError('open.no-address', {
        message: 'Nothing of this environment answers the internet.',
      })
    }
    return { url }
  }

  protected present({ url }: Opened): string[] {
    if (process.stdout.isTTY && !process.env.CI) openBrowser(url)
    return [url]
  }
}
