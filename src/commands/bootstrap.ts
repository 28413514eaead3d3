import { EnvironmentCommand } from '../lib/cli/environment-command.ts'
import { dryRunFlag } from '../lib/cli/flags.ts'
import type { BootstrapResult } from '../lib/runbooks/bootstrap.ts'
import type { Context } from '../lib/runbooks/context.ts'
import type { PlannedItem, PlanResult } from '../lib/runbooks/plan.ts'
import type { Theme } from '../lib/ui/format.ts'
import { presentBootstrap } from '../lib/ui/present/bootstrap.ts'
import { presentItems, presentPlan } from '../lib/ui/present/plan.ts'

export default class Bootstrap extends EnvironmentCommand<typeof Bootstrap, BootstrapResult | PlanResult> {
  static override summary = 'Make the ground: network, load balancer, roles, repositories, alarms.'
  static override description =
    'Run it again after any failure, and it goes on. It removes or replaces only what you confirm.'
  static override examples = [
    '<%= config.bin %> bootstrap prod',
    '<%= config.bin %> bootstrap prod --dry-run',
    '<%= config.bin %> bootstrap staging --sandbox',
  ]
  static override flags = dryRunFlag

  protected async execute(): Promise<BootstrapResult | PlanResult> {
    if (this.flags['dry-run']) {
      const { plan } = await import('../lib/runbooks/plan.ts')
      return this.withContext(plan)
    }
    const { bootstrap } = await import('../lib/runbooks/bootstrap.ts')
    return this.withContext(context =>
      bootstrap(context, { confirm: items => this.#confirm(items, context) }),
    )
  }

  protected present(result: BootstrapResult | PlanResult, theme: Theme): string[] {
    return 'items' in result ? presentPlan(result, theme) : presentBootstrap(result, theme)
  }

  async #confirm(items: readonly PlannedItem[], { manifest, scope }: Context): Promise<boolean> {
    const question = `Remove or replace these ${items.length}?`
    return this.ask(
      theme => presentItems(items, theme),
      prompts =>
        manifest.protected ? prompts.typed(question, scope.environment) : prompts.confirm(question),
    )
  }
}
