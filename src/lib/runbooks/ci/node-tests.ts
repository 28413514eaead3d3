import { pathIn } from './paths.ts'
import type { ProjectFacts } from './project-facts.ts'
import type { Stage, Step, Tests } from './tests.ts'

/** Names that scripts go by, the first that there is of each. */
const scripts: Readonly<Record<Stage, readonly (readonly string[])[]>> = {
  quality: [['check'], ['lint'], ['typecheck', 'type-check'], ['format:check', 'prettier:check']],
  unit: [['test:unit', 'test']],
  integration: [['test:integration', 'test:int']],
  build: [['build']],
  'end-to-end': [['test:e2e', 'e2e', 'test:end-to-end']],
}

interface Manager {
  readonly lock: string
  readonly name: 'npm' | 'pnpm' | 'yarn'
  readonly install: string
}

const managers: readonly [Manager, ...Manager[]] = [
  { lock: 'package-lock.json', name: 'npm', install: 'npm ci' },
  { lock: 'pnpm-lock.yaml', name: 'pnpm', install: 'pnpm install --frozen-lockfile' },
  { lock: 'yarn.lock', name: 'yarn', install: 'yarn install --immutable' },
]

/** The tests of a Node project: the scripts of its package.json. */
export function nodeTests(project: ProjectFacts): Tests | undefined {
  if (!project.packageJson) return undefined
  const { scripts: known = {} } = project.packageJson
  const manager = managerOf(project)
  const commandsOf = (stage: Stage) =>
    scripts[stage].flatMap(names => {
      const found = names.find(name => known[name] !== undefined)
      // What npm writes into a new package.json tests nothing, and fails.
      return found && !/no test specified/.test(known[found]!) ? [`${manager.name} run ${found}`] : []
    })
  return {
    language: [{ uses: 'actions/setup-node@v6', with: version(project) }],
    packages: packages(project, manager),
    commands: {
      quality: commandsOf('quality'),
      unit: commandsOf('unit'),
      integration: commandsOf('integration'),
      build: commandsOf('build'),
      'end-to-end': commandsOf('end-to-end'),
    },
  }
}

/** Actions count paths from the top of the repository, commands from where the manifest lies. */
function packages({ directory, entries, top }: ProjectFacts, { name, lock, install }: Manager): Step[] {
  const isHere = entries.includes(lock)
  const isAbove = !isHere && top.includes(lock)
  return [
    // Which pnpm or yarn it is, package.json says to Corepack.
    ...(name === 'npm' ? [] : [{ run: 'npm install --global corepack && corepack enable' }]),
    {
      name: 'Install packages',
      run: isHere || isAbove ? install : 'npm install',
      ...(isAbove && directory !== '.' ? { 'working-directory': '.' } : {}),
    },
  ]
}

function version(project: ProjectFacts): Step {
  if (project.entries.includes('.nvmrc')) return { 'node-version-file': pathIn(project, '.nvmrc') }
  if (project.packageJson?.engines?.node) return { 'node-version-file': pathIn(project, 'package.json') }
  return { 'node-version': 24 }
}

function managerOf({ entries, top }: ProjectFacts): Manager {
  const within = (files: readonly string[]) => managers.find(({ lock }) => files.includes(lock))
  return within(entries) ?? within(top) ?? managers[0]
}
