import { pathIn } from './paths.ts'
import type { ProjectFacts } from './project-facts.ts'
import type { Step, Tests } from './tests.ts'

/** The tests of a Python project: what pytest finds, and ruff where it is configured. */
export function pythonTests(project: ProjectFacts): Tests | undefined {
  const { entries, python } = project
  if (python === undefined) return undefined
  const has = (path: string) => entries.includes(path)
  const runs = (directory: string) => (has(directory) ? [`pytest ${directory}`] : [])
  const isSplit = ['tests/unit', 'tests/integration', 'tests/e2e'].some(has)
  const ruff = has('ruff.toml') || has('.ruff.toml') || /\[tool\.ruff|^ruff\b/m.test(python)
  const tools = [...(ruff ? ['ruff'] : []), ...(has('tests') ? ['pytest'] : [])]
  return {
    language: [{ uses: 'actions/setup-python@v6', with: version(project) }],
    packages: [{ name: 'Install packages', run: install(project, tools) }],
    commands: {
      quality: ruff ? ['ruff check .'] : [],
      unit: isSplit ? runs('tests/unit') : runs('tests'),
      integration: runs('tests/integration'),
      build: [],
      'end-to-end': runs('tests/e2e'),
    },
  }
}

function install({ entries }: ProjectFacts, tools: readonly string[]): string {
  const lists = ['requirements.txt', 'requirements-dev.txt'].filter(file => entries.includes(file))
  const packages = lists.length > 0 ? lists.map(file => `-r ${file}`) : ['.']
  return ['python -m pip install', ...packages, ...tools].join(' ')
}

function version(project: ProjectFacts): Step {
  const file = '.python-version'
  if (project.entries.includes(file)) return { 'python-version-file': pathIn(project, file) }
  return { 'python-version': '3.13' }
}
