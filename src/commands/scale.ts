import { Args } from '@oclif/core'
import { EnvironmentCommand } from '../lib/cli/environment-command.ts'
import { dryRunFlag, environmentArg } from '../lib/cli/flags.ts'
import type { CountsPreview } from '../lib/runbooks/counts-preview.ts'
import type { ScaleResult } from '../lib/runbooks/scale.ts'
import type { Theme } from '../lib/ui/format.ts'
import { presentCounts, presentCountsPreview } from '../lib/ui/present/counts.ts'

export default class Scale extends EnvironmentCommand<typeof Scale, ScaleResult | CountsPreview> {
  static override summary = 'Set the number of tasks of services by hand, and wait until they have them.'
  static override examples = [
    '<%= config.bin %> scale prod api=4',
    '<%= config.bin %> scale prod api=4 realtime=2',
  ]
  static override strict = false
  static override args = {
    ...environmentArg,
    count: Args.string({ required: true, description: 'SERVICE=NUMBER. Any number of them.' }),
  }

  static override flags = dryRunFlag

  protected async execute(): Promise<ScaleResult | CountsPreview> {
    const counts = Object.fromEntries(this.words.map(word => this.#assignment(word)))
    if (this.flags['dry-run']) {
      const { previewScale } = await import('../lib/runbooks/counts-preview.ts')
      return this.withContext(context => previewScale(context, counts))
    }
    const { scale } = await import('../lib/runbooks/scale.ts')
    return this.withContext(context => scale(context, counts))
  }

  protected present(result: ScaleResult | CountsPreview, theme: Theme): string[] {
    if ('moves' in result) return presentCountsPreview(result)
    const { services, autoscaled } = result
    return [
      ...presentCounts(services).map(line => `${theme.good('✔')}${line.slice(1)}`),
      ...(autoscaled.length > 0
        ? [theme.warn(`  Autoscaling may change ${autoscaled.join(', ')} again.`)]
        : []),
    ]
  }

  #assignment(word: string): [string, number] {
    const [, service, count] = /^([^=]+)=(\d+)$/.exec(word) ?? []
    if (!service) this.error(`${word}: write SERVICE=NUMBER, such as api=4.`)
    return [service, Number(count)]
  }
}
