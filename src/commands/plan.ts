import { Flags } from '@oclif/core'
import { EnvironmentCommand } from '../lib/cli/environment-command.ts'
import type { PlanResult } from '../lib/runbooks/plan.ts'
import type { Theme } from '../lib/ui/format.ts'
import { presentPlan } from '../lib/ui/present/plan.ts'

export default class Plan extends EnvironmentCommand<typeof Plan, PlanResult> {
  static override summary = 'Compare what stands on AWS with the manifest.'
  static override examples = ['<%= config.bin %> plan prod', '<%= config.bin %> plan prod --exit-code --json']
  static override flags = {
    'exit-code': Flags.boolean({ description: 'Exit with 9 where there are changes.' }),
  }

  protected override readonly showsProgress = false

  protected async execute(): Promise<PlanResult> {
    const { plan } = await import('../lib/runbooks/plan.ts')
    const result = await this.withContext(plan)
    if (this.flags['exit-code'] && result.changes > 0) process.exitCode = 9
    return result
  }

  protected present(result: PlanResult, theme: Theme): string[] {
    return presentPlan(result, theme)
  }
}
