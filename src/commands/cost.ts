import { Errors, Flags } from '@oclif/core'
import { EnvironmentCommand } from '../lib/cli/environment-command.ts'
import { environmentArg } from '../lib/cli/flags.ts'
import { readManifest } from '../lib/cli/manifest.ts'
import type { CostResult } from '../lib/runbooks/cost.ts'
import type { ActualHours } from '../lib/runbooks/on-demand/hours.ts'
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
    `Computed from the manifest alone, with on-demand prices that come with deployctl and are as old as the date
that is shown: nothing is looked up, and AWS is asked only with --actual. What no manifest tells, such as how many requests come,
is assumed; each assumption is listed and can be given.`
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
        'How long a day it is awake; when absent, by the manifest: its schedule, 2.5 hours on demand, or always.',
    }),
    actual: Flags.boolean({
      description: 'Of what sleeps on demand: ask CloudWatch how long it was awake in the last 30 days.',
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
    const { manifest: file } = this.flags as unknown as { manifest: string }
    const manifest = await readManifest(file, this.args.environment)
    const { assume, assumptions, prices, 'hours-per-day': hoursPerDay } = this.flags
    const actual = this.flags.actual ? await this.#measure() : undefined
    return cost(manifest, { assume, assumptions, prices, hoursPerDay, actual })
  }

  async #measure(): Promise<ActualHours> {
    const { actualHours } = await import('../lib/runbooks/on-demand/hours.ts')
    return this.withContext(actualHours)
  }

  protected present(result: CostResult, theme: Theme): string[] {
    return presentCost(result, theme)
  }
}
