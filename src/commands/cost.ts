import { Errors, Flags } from '@oclif/core'
import { EnvironmentCommand } from '../lib/cli/environment-command.ts'
import { environmentArg } from '../lib/cli/flags.ts'
import { readManifest } from '../lib/cli/manifest.ts'
import type { Manifest } from '../lib/manifest/schema/manifest.ts'
import type { CostRequest, CostResult } from '../lib/runbooks/cost.ts'
import type { Theme } from '../lib/ui/format.ts'
import { presentCost } from '../lib/ui/present/cost.ts'

const hoursFlag = Flags.custom<number>({
  helpValue: 'HOURS',
  parse: async text => {
    const hours = text.trim() === '' ? Number.NaN : Number(text)
    if (hours >= 0 && hours <= 24) return hours
    throw new Errors.CLIError(`${text} is no number of hours a day: write one from 0 to 24.`)
  },
})

export default class Cost extends EnvironmentCommand<typeof Cost, CostResult> {
  static override summary =
    'Estimate what an environment costs a month, line by line, and what would cost less.'
  static override description =
    `Computed from the manifest, with on-demand prices that come with deployctl and are as old as the date
that is shown. Of what sleeps on demand, CloudWatch is asked how long it was awake in the last 30 days, where it can be; without
credentials, or before the first wake, 2.5 hours a day are assumed, and it is said why. Nothing else is looked up. What no
manifest tells, such as how many requests come, is assumed; each assumption is listed and can be given.`
  static override examples = [
    '<%= config.bin %> cost prod',
    '<%= config.bin %> cost prod --hours-per-day 2.5',
    '<%= config.bin %> cost prod --actual',
    '<%= config.bin %> cost prod --assume requests=5000000 --assume logsGb=20',
    '<%= config.bin %> cost prod --prices eu-north-1.json --json',
  ]
  static override args = environmentArg
  static override flags = {
    'hours-per-day': hoursFlag({
      description:
        'How long a day it is awake, without asking AWS. When absent: as measured or 2.5 hours on demand, else by the schedule, or always.',
    }),
    actual: Flags.boolean({
      description: 'Of what sleeps on demand: fail where CloudWatch cannot tell how long it was awake.',
      exclusive: ['hours-per-day'],
    }),
    assume: Flags.string({
      description: 'Use this number, such as requests=5000000; may be repeated.',
      helpValue: 'NAME=NUMBER',
      multiple: true,
      default: [],
    }),
    assumptions: Flags.string({ description: 'A JSON file of such numbers, by name.', helpValue: 'FILE' }),
    prices: Flags.string({
      description: 'A JSON file of prices that go before those of deployctl.',
      helpValue: 'FILE',
    }),
  }

  protected async execute(): Promise<CostResult> {
    const { cost } = await import('../lib/runbooks/cost.ts')
    const { manifest: file, region } = this.flags as unknown as { manifest: string; region?: string }
    const manifest = await readManifest(file, this.args.environment, region)
    const { assume, assumptions, prices, 'hours-per-day': hoursPerDay } = this.flags
    const measured = await this.#measure(manifest)
    return cost(manifest, { assume, assumptions, prices, hoursPerDay, ...measured })
  }

  /** How long it was really awake, where that is asked for or can be had. */
  async #measure(manifest: Manifest): Promise<Pick<CostRequest, 'actual' | 'unmeasured'>> {
    const { actual: insists, 'hours-per-day': given } = this.flags
    if (!insists && (given !== undefined || !manifest.onDemand)) return {}
    const { actualHours } = await import('../lib/runbooks/on-demand/hours.ts')
    if (insists) return { actual: await this.withContext(actualHours) }
    try {
      return { actual: await this.withContextIfPossible(actualHours) }
    } catch (error) {
      const { whyUnmeasured } = await import('../lib/runbooks/on-demand/unmeasured.ts')
      return { unmeasured: whyUnmeasured(error) }
    }
  }

  protected present(result: CostResult, theme: Theme): string[] {
    return presentCost(result, theme)
  }
}
