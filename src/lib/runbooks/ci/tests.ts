import { nodeTests } from './node-tests.ts'
import type { ProjectFacts } from './project-facts.ts'
import { pythonTests } from './python-tests.ts'

export type Step = Readonly<Record<string, unknown>>

/** What is run when: before anything is built, before it is packed, or against what was deployed. */
export type Stage = 'quality' | 'unit' | 'integration' | 'build' | 'end-to-end'

/** The tests of one language, as steps of a workflow. */
export interface Tests {
  /** Makes the language ready. */
  readonly language: readonly Step[]
  /** Makes the project's packages ready. */
  readonly packages: readonly Step[]
  readonly commands: Readonly<Record<Stage, readonly string[]>>
}

/** The tests that a project has, by language; none where it shows none. Pure. */
export function testsOf(project: ProjectFacts): Tests[] {
  return [nodeTests(project), pythonTests(project)].filter(tests => tests !== undefined)
}

/** Whether there is anything to run at a stage. */
export function has(stage: Stage, all: readonly Tests[]): boolean {
  return all.some(({ commands }) => commands[stage].length > 0)
}

/** The steps that run what there is of a stage. Pure. */
export function stepsFor(stage: Stage, all: readonly Tests[]): Step[] {
  return all.flatMap(({ commands }) => commands[stage].map(run => ({ run })))
}

/** The steps that make ready what any of these stages needs. Pure. */
export function setupFor(stages: readonly Stage[], all: readonly Tests[]): Step[] {
  const needed = all.filter(tests => stages.some(stage => has(stage, [tests])))
  return needed.flatMap(({ language, packages }) => [...language, ...packages])
}

/** The steps that bring the languages of a stage back, after deployctl's own Node took their place. Pure. */
export function languagesFor(stage: Stage, all: readonly Tests[]): Step[] {
  return all.filter(tests => has(stage, [tests])).flatMap(({ language }) => language)
}
