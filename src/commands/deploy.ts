import { Flags } from '@oclif/core'
import { EnvironmentCommand } from '../lib/cli/environment-command.ts'
import { dryRunFlag, servicesArgs } from '../lib/cli/flags.ts'
import type { DeployResult } from '../lib/runbooks/deploy.ts'
import type { PlanResult } from '../lib/runbooks/plan.ts'
import type { Theme } from '../lib/ui/format.ts'
import { presentPlan } from '../lib/ui/present/plan.ts'
import { presentRelease } from '../lib/ui/present/release.ts'

export default class Deploy extends EnvironmentCommand<typeof Deploy, DeployResult | PlanResult> {
  static override summary =
    'Release: build and push what changed, migrate, roll out, watch, smoke-test, record.'
  static override description =
    'One release for all its services. It follows the rollouts that it caused to their end; where one fails, the release before serves again, and the exit code is 4.'
  static override examples = [
    '<%= config.bin %> deploy prod',
    '<%= config.bin %> deploy prod api realtime',
    '<%= config.bin %> deploy prod --image api=sha256:91af… --timeout 20m',
  ]
  static override strict = false
  static override args = servicesArgs
  static override flags = {
    ...dryRunFlag,
    image: Flags.string({
      description: 'An image for a service, in place of building it.',
      multiple: true,
      multipleNonGreedy: true,
      default: [],
      helpValue: 'SERVICE=IMAGE',
    }),
    keep: Flags.boolean({ description: 'Leave what a failed release moved as it is, to look into it.' }),
  }

  protected override readonly releasesCommit = true

  protected async execute(): Promise<DeployResult | PlanResult> {
    if (this.flags['dry-run']) {
      const { plan } = await import('../lib/runbooks/plan.ts')
      return this.withContext(plan)
    }
    const { deploy } = await import('../lib/runbooks/deploy.ts')
    const images = Object.fromEntries(this.flags.image.map(pair => this.#assignment(pair)))
    return this.withContext(context =>
      deploy(context, { services: this.words, images, keep: this.flags.keep }),
    )
  }

  protected present(result: DeployResult | PlanResult, theme: Theme): string[] {
    return 'items' in result
      ? presentPlan(result, theme)
      : presentRelease(result, this.args.environment, theme)
  }

  #assignment(pair: string): [string, string] {
    const [service, image] = pair.split(/=(.*)/s)
    if (!service || !image) this.error(`--image ${pair}: write SERVICE=IMAGE.`)
    return [service, image]
  }
}
