import path from 'node:path'
import { Flags } from '@oclif/core'
import { dryRunFlag, environmentArg } from '../lib/cli/flags.ts'
import { readManifest } from '../lib/cli/manifest.ts'
import { ManifestCommand } from '../lib/cli/manifest-command.ts'
import { readProject } from '../lib/cli/project.ts'
import { outlookOf, writeWorkflow } from '../lib/cli/written-file.ts'
import type { Theme } from '../lib/ui/format.ts'
import { presentWorkflow, type WorkflowResult } from '../lib/ui/present/workflow.ts'

export default class Ci extends ManifestCommand<typeof Ci, WorkflowResult> {
  static override summary = 'Write a GitHub Actions workflow that tests and deploys, without a key.'
  static override description =
    `Tests, build and push, staging, production behind an approval, and the way back. AWS lets its jobs in by the roles
that \`github\` in the manifest makes. The tests are those that package.json or pytest name.`
  static override examples = [
    '<%= config.bin %> ci prod --staging staging',
    '<%= config.bin %> ci prod --stdout',
  ]
  static override args = environmentArg
  static override flags = {
    ...dryRunFlag,
    staging: Flags.string({
      description: 'The environment that is deployed to first; none when absent.',
      helpValue: 'ENV',
    }),
    package: Flags.string({
      helpValue: 'PACKAGE',
      description:
        'What npm installs: the file of a package in the repository, or a name. `./tools/deployctl-VERSION.tgz` when absent.',
    }),
    output: Flags.string({
      char: 'o',
      description: 'Write to this file; `.github/workflows/deployctl.yml` when absent.',
      helpValue: 'FILE',
    }),
    force: Flags.boolean({ description: 'Write over what stands there without asking.' }),
    stdout: Flags.boolean({ description: 'Print it, and write nothing.', exclusive: ['output', 'force'] }),
  }

  protected override readonly printsText = true

  protected async execute(): Promise<WorkflowResult> {
    const { ci } = await import('../lib/runbooks/ci.ts')
    const { staging, output, package: named, stdout, 'dry-run': isDry } = this.flags
    const project = await readProject(
      this.manifestPath,
      named ?? `./tools/deployctl-${this.config.version}.tgz`,
    )
    const workflow = await ci({
      production: await readManifest(this.manifestPath, this.args.environment),
      staging: staging === undefined ? undefined : await readManifest(this.manifestPath, staging),
      project: project.facts,
    })
    if (stdout) return { ...workflow, outcome: 'printed' }
    const target = output ?? path.join(project.root, workflow.file)
    const file = path.relative('', target)
    const outcome = isDry
      ? await outlookOf(target, workflow.text)
      : await writeWorkflow(target, workflow.text, () => this.#mayReplace(file))
    return { ...workflow, file, outcome }
  }

  protected present(result: WorkflowResult, theme: Theme): string[] {
    return presentWorkflow(result, theme)
  }

  async #mayReplace(file: string): Promise<boolean> {
    if (this.flags.force) return true
    return this.ask(
      () => [`${file} stands already, and is another one.`],
      prompts => prompts.confirm('Write over it?'),
    )
  }
}
