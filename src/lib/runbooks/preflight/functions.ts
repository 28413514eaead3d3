import { unlessMissing } from '../../aws/index.ts'
import { DeployctlError } from '../../errors/index.ts'
import { type Package, readPackage, resolveImage } from '../../images/index.ts'
import type { LambdaFunction } from '../../manifest/schema/manifest.ts'
import type { FunctionState } from '../../resources/function-lookup.ts'
import { secretName } from '../../resources/secret-reference.ts'
import type { World } from '../../resources/world.ts'
import type { Context } from '../context.ts'
import { ecrCredentials } from '../ecr-credentials.ts'
import { packageSpecs } from '../image-jobs.ts'
import type { Checked, Finding } from './finding.ts'

/** Whether what functions are made of is there, and is what Lambda can run. Building finds the rest. */
export async function checkFunctions(
  context: Context,
  names: readonly string[],
  world: World,
): Promise<Checked<void>> {
  const { functions } = context.manifest
  const findings = await Promise.all(
    names.flatMap(name => [
      packageKind(name, functions[name]!, world),
      packed(context, name, functions[name]!),
      given(context, name, functions[name]!),
      secretsGiven(context, name, functions[name]!),
    ]),
  )
  return { checks: names.length, findings: findings.flat(), value: undefined }
}

/** Lambda never makes an image of a package, nor a package of an image. */
async function packageKind(name: string, { zip }: LambdaFunction, world: World): Promise<Finding[]> {
  const standing = world.lookup<FunctionState>('function').get(name)
  if (!standing || (standing.packageType === 'Zip') === (zip !== undefined)) return []
  const stands = standing.packageType === 'Zip' ? 'a package' : 'an image'
  const message = `The function ${standing.name} stands as ${stands}, and Lambda cannot change that.`
  const hint = `Give functions.${name} another name; the one that stands goes with the next bootstrap.`
  return [{ message, hint }]
}

async function packed({ manifest, signal }: Context, name: string, one: LambdaFunction): Promise<Finding[]> {
  const [spec] = packageSpecs(manifest, [name])
  if (!spec) return []
  return findings(signal, async () => handlerFindings(await readPackage(spec, signal), one))
}

const nodeEndings = ['', '.js', '.mjs', '.cjs']

/** Only where its language says in which file a handler is. */
function handlerFindings({ spec, entries }: Package, { zip }: LambdaFunction): Finding[] {
  const { handler, runtime } = zip!
  const candidates = handlerFiles(handler, runtime)
  if (!candidates || entries.some(({ path }) => candidates.includes(path))) return []
  const message = `The package of ${spec.function} has no ${candidates.find(path => path.includes('.'))}, where ${handler} would be.`
  const hint = `Build it first, or mend functions.${spec.function}.zip.handler or its directory.`
  return [{ message, hint }]
}

function handlerFiles(handler: string, runtime: string): string[] | undefined {
  if (runtime.startsWith('nodejs')) {
    const file = handler.replace(/^\.\//, '').replace(/(^|\/)([^./]+)\..*$/, '$1$2')
    return nodeEndings.map(ending => file + ending)
  }
  if (!runtime.startsWith('python')) return undefined
  const module = handler.split('.').slice(0, -1).join('/')
  return [`${module}.py`, `${module}/__init__.py`]
}

async function given(context: Context, name: string, one: LambdaFunction): Promise<Finding[]> {
  const { ports, signal, clock } = context
  const { image, architecture } = one
  if (image === undefined) return []
  return findings(signal, async () => {
    const credentials = ecrCredentials(ports.ecr)
    const { platforms, reference } = await resolveImage(image, { credentials, signal, clock })
    const wanted = architecture ?? 'linux/amd64'
    if (platforms.length > 1) {
      const message = `${reference} is built for ${platforms.join(' and ')}; Lambda takes no image for several platforms.`
      return [{ message, hint: `Name the image of one platform in functions.${name}.image, by its digest.` }]
    }
    if (platforms.length === 0 || platforms[0]!.startsWith(wanted)) return []
    const message = `${reference} is built for ${platforms[0]}, and ${name} runs on ${wanted}.`
    return [{ message, hint: `Set functions.${name}.architecture to ${platforms[0]}.` }]
  })
}

/** A function reads its secrets by itself, and finds out too late that one is empty. */
async function secretsGiven(
  { ports, scope, signal }: Context,
  name: string,
  { access }: LambdaFunction,
): Promise<Finding[]> {
  const read = Object.keys(access).flatMap(target => /^secrets\.(.+)$/.exec(target)?.[1] ?? [])
  const empty = await Promise.all(
    read.map(async secret => {
      const SecretId = secretName(scope, secret)
      const found = await unlessMissing(ports.secretsManager.describeSecret({ SecretId }, { signal }))
      const stages = Object.values(found?.VersionIdsToStages ?? {}).flat()
      return stages.includes('AWSCURRENT') ? [] : [secret]
    }),
  )
  return empty.flat().map(secret => ({
    message: `${secret} has no value, and the function ${name} reads it.`,
    hint: `deployctl secrets put ${scope.environment} ${secret}`,
  }))
}

async function findings(signal: AbortSignal, check: () => Promise<Finding[]>): Promise<Finding[]> {
  return check().catch(error => {
    if (!(error instanceof DeployctlError) || signal.aborted) throw error
    return [{ message: error.message, hint: error.hint }]
  })
}
