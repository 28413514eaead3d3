import { DeployctlError } from '../errors/index.ts'
import type { ResolvedImage } from '../images/index.ts'
import { inspectLedger } from '../releases/ledger-bucket.ts'
import { resources } from '../resources/index.ts'
import { inspectWorld, type World } from '../resources/world.ts'
import type { Context } from './context.ts'
import type { Checked, Finding } from './preflight/finding.ts'
import { checkImages, type GivenImages } from './preflight/given-images.ts'
import { checkGround } from './preflight/ground.ts'
import { checkGuards } from './preflight/guards.ts'
import { checkSecretValues, type Versions } from './preflight/secret-values.ts'
import type { Things } from './release/parts/choose.ts'
import { checkParts } from './release/parts/prepare.ts'

export interface PreflightOptions {
  /** The services that are to be deployed. */
  readonly services: readonly string[]
  /** What else is. */
  readonly things: Things
  /** The images that need not be built. */
  readonly images: GivenImages
}

export interface Preflight {
  readonly world: World
  readonly secretVersions: Versions
  readonly images: ReadonlyMap<string, ResolvedImage>
  readonly checks: number
}

/**
 * Finds what would make a deploy fail, before anything is changed. Reads only, everything at once, and reports
 * everything at once. Whose account it is, was asked before there was a context.
 * @throws DeployctlError `preflight.failed` with all findings
 */
export async function preflight(context: Context, options: PreflightOptions): Promise<Preflight> {
  const [world, ledger, secrets, images, things] = await read(context, options)
  const checked = [ledger, checkGround(context, world), secrets, images, checkGuards(context), ...things]
  const findings = checked.flatMap(one => one.findings)
  const checks = checked.reduce((sum, one) => sum + one.checks, 0)
  if (findings.length > 0) throw failed(findings, checks)
  return { world, secretVersions: secrets.value, images: images.value, checks }
}

function read(context: Context, { services, things, images }: PreflightOptions) {
  const { scope, ports, manifest } = context
  const world = inspectWorld(resources, scope, ports, manifest)
  return Promise.all([
    world,
    checkLedger(context),
    checkSecretValues(context, services),
    world.then(standing => checkImages(context, images, standing)),
    world.then(standing => checkParts(context, things, standing)),
  ])
}

async function checkLedger({ scope, ports }: Context): Promise<Checked<void>> {
  const standing = await inspectLedger(scope, ports.s3)
  const hint = `deployctl bootstrap ${scope.environment}`
  const findings = standing ? [] : [{ message: 'There is no ledger bucket to record releases in.', hint }]
  return { checks: 1, findings, value: undefined }
}

function failed(findings: readonly Finding[], checks: number): DeployctlError {
  const lines = findings.map(({ message, hint }) => `  ${message} ${hint}`)
  return new DeployctlError('preflight.failed', {
    message: `${findings.length} of ${checks} checks failed; nothing was changed:\n${lines.join('\n')}`,
    data: { findings },
  })
}
