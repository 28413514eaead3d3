import type { ProjectFacts } from './project-facts.ts'
import type { Target } from './target.ts'
import { has, languagesFor, type Step, setupFor, stepsFor, type Tests } from './tests.ts'

export type Job = Readonly<Record<string, unknown>>

/** Longer than the role's credentials live, nothing can go on. */
const deployMinutes = 60

const checkout: Step = { uses: 'actions/checkout@v6', with: { 'persist-credentials': false } }

/** deployctl runs on a Node of its own choice. */
const node: Step = { uses: 'actions/setup-node@v6', with: { 'node-version': 24 } }

const titles = { quality: 'Quality', unit: 'Unit tests', integration: 'Integration tests' } as const

/** Runs the tests of a stage; the manifest is checked with the quality of everything else. Pure. */
export function testJob(stage: keyof typeof titles, project: ProjectFacts, tests: readonly Tests[]): Job {
  const validate =
    stage === 'quality' ? [...deployctl(project), { run: command(project, 'deployctl validate') }] : []
  return {
    name: titles[stage],
    'runs-on': 'ubuntu-latest',
    'timeout-minutes': 20,
    steps: [checkout, ...setupFor([stage], tests), ...stepsFor(stage, tests), ...validate],
  }
}

/** Shows on a pull request that everything can be built, without any credentials; undefined where nothing is. Pure. */
export function buildJob(target: Target, project: ProjectFacts, tests: readonly Tests[]): Job | undefined {
  if (target.contexts.length + target.packed.length === 0) return undefined
  return {
    name: 'Build',
    if: "github.event_name == 'pull_request'",
    'runs-on': runner(target),
    'timeout-minutes': 30,
    steps: [
      checkout,
      ...packing(target, tests),
      ...deployctl(project),
      ...emulation(target),
      { run: command(project, `deployctl build ${target.environment}`) },
    ],
  }
}

interface Deploy {
  readonly target: Target
  readonly needs: readonly string[]
  readonly project: ProjectFacts
  readonly tests: readonly Tests[]
}

/**
 * Builds and pushes what changed, releases it and tests it from outside. A release that fails is taken back by `deploy`
 * itself; one that only the last tests find wanting, by the last step. Pure.
 */
export function deployJob({ target, needs, project, tests }: Deploy): Job {
  const { environment, approval, url } = target
  return {
    name: `Deploy to ${environment}`,
    needs,
    if: "github.event_name != 'pull_request'",
    'runs-on': runner(target),
    'timeout-minutes': deployMinutes,
    ...(approval && { environment: { name: approval, ...(url && { url }) } }),
    permissions: { contents: 'read', 'id-token': 'write' },
    // A deploy is never ended half-way by the next push: that one waits.
    concurrency: { group: `deployctl-${target.project}-${environment}`, 'cancel-in-progress': false },
    steps: [
      checkout,
      // Before there are credentials: what packages run at their installation has no business with them.
      ...setupFor(['end-to-end'], tests),
      ...packing(target, tests, has('end-to-end', tests)),
      ...deployctl(project),
      ...emulation(target),
      signIn(target),
      ...address(target, project, tests),
      {
        id: 'deploy',
        name: 'Build, push and deploy',
        run: command(project, `deployctl deploy ${environment} --timeout ${deployMinutes - 10}m`),
      },
      ...outside({ target, needs, project, tests }),
    ],
  }
}

/** Where the last tests find it. Asked for before the deploy, which nothing but those tests may take back. */
function address({ environment, isPublic }: Target, project: ProjectFacts, tests: readonly Tests[]): Step[] {
  if (!isPublic || !has('end-to-end', tests)) return []
  const url = `url="$(${command(project, `deployctl open ${environment}`)})"`
  return [{ name: 'Find out where users reach it', run: `${url}\necho "BASE_URL=$url" >> "$GITHUB_ENV"\n` }]
}

/** Tests against what was deployed, and the way back where they fail. */
function outside({ target, project, tests }: Deploy): Step[] {
  if (!has('end-to-end', tests)) return []
  const failed = "failure() && steps.deploy.outcome == 'success'"
  return [
    ...languagesFor('end-to-end', tests),
    ...stepsFor('end-to-end', tests),
    { ...node, if: failed },
    {
      name: 'Roll back',
      if: failed,
      run: command(project, `deployctl rollback ${target.environment}`),
    },
  ]
}

/** What is packed as it lies there has to be built first. */
function packing({ packed }: Target, tests: readonly Tests[], isReady = false): Step[] {
  if (packed.length === 0 || !has('build', tests)) return []
  return [...(isReady ? [] : setupFor(['build'], tests)), ...stepsFor('build', tests)]
}

function deployctl({ deployctl: { package: name }, directory }: ProjectFacts): Step[] {
  const elsewhere = directory === '.' ? {} : { 'working-directory': '.' }
  return [node, { run: `npm install --global ${quoted(name)}`, ...elsewhere }]
}

function signIn({ role, region }: Target): Step {
  return {
    uses: 'aws-actions/configure-aws-credentials@v6',
    with: {
      'role-to-assume': role,
      'aws-region': region,
      'role-session-name': `deployctl-\${{ github.run_id }}`,
    },
  }
}

function isArm({ platforms }: Target): boolean {
  return platforms.length > 0 && platforms.every(platform => platform === 'linux/arm64')
}

/** Images for arm64 alone are built where they are at home. */
function runner(target: Target): string {
  return isArm(target) ? 'ubuntu-24.04-arm' : 'ubuntu-latest'
}

function emulation(target: Target): Step[] {
  const isNeeded = target.platforms.includes('linux/arm64') && !isArm(target)
  return isNeeded ? [{ uses: 'docker/setup-qemu-action@v4', with: { platforms: 'arm64' } }] : []
}

function command({ manifest }: ProjectFacts, words: string): string {
  return manifest === 'deployctl.yml' ? words : `${words} --manifest ${quoted(manifest)}`
}

/** For a shell. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}
