import { buildJob, deployJob, type Job, testJob } from './jobs.ts'
import type { ProjectFacts } from './project-facts.ts'
import type { Target } from './target.ts'
import { has, type Stage, type Tests } from './tests.ts'
import { triggers } from './triggers.ts'

export interface WorkflowPlan {
  /** In the order in which they are deployed to. */
  readonly targets: readonly Target[]
  readonly project: ProjectFacts
  readonly tests: readonly Tests[]
}

const comment = ` Written by \`deployctl ci\`, and yours to change.
 AWS lets these jobs in by the token that GitHub signs for each: there is no key to keep.`

/** The workflow as YAML, and the names of its jobs. Pure. */
export async function workflowOf(plan: WorkflowPlan): Promise<{ text: string; jobs: string[] }> {
  const { targets, project } = plan
  const jobs = jobsOf(plan)
  const { directory, variables } = project
  const workflow = {
    name: directory === '.' ? 'Deploy' : `Deploy ${targets[0]!.project}`,
    on: triggers(targets, project),
    // Each job adds what it needs beyond.
    permissions: { contents: 'read' },
    ...(variables.length > 0 && {
      env: Object.fromEntries(variables.map(name => [name, `\${{ vars.${name} }}`])),
    }),
    ...(directory !== '.' && { defaults: { run: { 'working-directory': directory } } }),
    jobs,
  }
  const { Document } = await import('yaml')
  const document = new Document(workflow, { aliasDuplicateObjects: false })
  document.commentBefore = comment
  const text = spaced(document.toString({ lineWidth: 0, flowCollectionPadding: false }))
  return { text, jobs: Object.keys(jobs) }
}

function jobsOf({ targets, project, tests }: WorkflowPlan): Record<string, Job> {
  const tested = (['quality', 'unit', 'integration'] satisfies Stage[]).filter(
    // What stands in the manifest is checked also where there is nothing else to check.
    stage => stage === 'quality' || has(stage, tests),
  )
  const checks = tested.map(stage => [stage, testJob(stage, project, tests)] as const)
  const build = buildJob(targets.at(-1)!, project, tests)
  const deploys = targets.map((target, index) => {
    const before = targets[index - 1]
    const needs = before ? [nameOf(before)] : [...tested]
    return [nameOf(target), deployJob({ target, needs, project, tests })] as const
  })
  return Object.fromEntries([...checks, ...(build ? [['build', build] as const] : []), ...deploys])
}

function nameOf({ environment }: Target): string {
  return `deploy-${environment}`
}

/** Empty lines between sections, and between jobs: a workflow is read and changed by people. */
function spaced(text: string): string {
  const [before, jobs] = text.split(/^(?=jobs:$)/m) as [string, string]
  const sections = before.replace(/\n(?=[a-z]+:)/g, '\n\n').replace(/\n{3,}/g, '\n\n')
  return `${sections}\n${jobs.replace(/\n(?= {2}[\w-]+:$)/gm, '\n\n').replace(/^jobs:\n\n/, 'jobs:\n')}`
}
