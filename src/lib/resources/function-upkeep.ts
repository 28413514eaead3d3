import type { FunctionConfiguration, GetFunctionCommandOutput } from '@aws-sdk/client-lambda'
import { awsReason, unlessExists, unlessMissing, until } from '../aws/index.ts'
import { DeployctlError } from '../errors/index.ts'
import { failedOnAws } from './failed-on-aws.ts'
import { refuseNamed } from './foreign.ts'
import { ownedId, publishedVersions } from './function-lookup.ts'
import { describeContent, type FunctionSettings, type FunctionSpec, settingsOf } from './function-settings.ts'
import { codeInput, dropUploaded, type Upload, uploadOf } from './function-upload.ts'
import { tagsOf } from './names.ts'
import { changed, type Run } from './resource.ts'

/** Seconds; minutes at most, for an image or for a function in a network. */
const patience = 10 * 60
/** IAM tells other services of a new role some seconds late. */
const rolePatience = 120

/**
 * Brings `$LATEST` to what is wanted, and publishes it. Each step looks at what stands before, so that a run that died
 * after any of them is finished by the next.
 * @returns the version
 * @throws DeployctlError `graph.name-taken`, `graph.failed-on-aws`, `functions.package-type`
 */
export async function publishContent(
  spec: FunctionSpec,
  content: string,
  wanted: FunctionSettings,
  run: Run,
): Promise<string> {
  const settings = { ...wanted, Description: describeContent(content) }
  const upload = await uploadOf(spec.code)
  const standing = (await standingOf(spec, run)) ?? (await create(spec, settings, upload, run))
  const withCode = await bringCode(spec, standing, upload, run)
  const { Configuration } = await bringSettings(spec, withCode, settings, run)
  const { Version } = await run.ports.lambda.publishVersion({
    FunctionName: spec.name,
    // Refused where somebody has brought other code meanwhile.
    CodeSha256: Configuration!.CodeSha256,
  })
  await updated(spec.name, run, Version!)
  return Version!
}

/** Sets the share of the account's concurrency that is kept for a function. */
export async function setConcurrency({ name, concurrency }: FunctionSpec, { ports }: Run): Promise<void> {
  const FunctionName = name
  if (concurrency === undefined) await ports.lambda.deleteFunctionConcurrency({ FunctionName })
  else await ports.lambda.putFunctionConcurrency({ FunctionName, ReservedConcurrentExecutions: concurrency })
}

/** What stands under the name, at rest; undefined where nothing does, or nothing that could ever be called. */
async function standingOf(spec: FunctionSpec, run: Run): Promise<GetFunctionCommandOutput | undefined> {
  const { lambda } = run.ports
  const { name } = spec
  const found = await unlessMissing(lambda.getFunction({ FunctionName: name }))
  if (!found) return undefined
  if (ownedId(found.Tags, run.scope) === undefined) refuseNamed(run.scope, `Lambda function ${name}`)
  refuseOtherPackage(spec, found.Configuration!)
  const standing = await settled(name, run)
  const isStillborn =
    standing.Configuration!.State === 'Failed' && (await publishedVersions(name, run.ports)).length === 0
  if (!isStillborn) return standing
  await lambda.deleteFunction({ FunctionName: name })
  return undefined
}

async function create(
  spec: FunctionSpec,
  settings: FunctionSettings,
  upload: Upload,
  run: Run,
): Promise<GetFunctionCommandOutput> {
  const { ports, scope, clock, signal } = run
  const { Role, ...others } = settings
  const input = {
    FunctionName: spec.name,
    ...others,
    Role: Role!,
    PackageType: 'image' in upload ? ('Image' as const) : ('Zip' as const),
    Code: await codeInput(upload, run),
    Architectures: [spec.architecture],
    Tags: tagsOf(scope, run.id),
  }
  await until({ clock, signal, what: `Lambda to be able to take ${Role}`, within: rolePatience }, () =>
    unlessExists(ports.lambda.createFunction(input)).then(() => true as const, unlessUnassumable),
  )
  await dropUploaded(upload, run)
  run.waiting(`for ${spec.name} to be active`)
  return await updated(spec.name, run)
}

function unlessUnassumable(error: unknown): undefined {
  if (awsReason(error) === 'invalid' && /cannot be assumed by Lambda/i.test(String(error))) return undefined
  throw error
}

async function bringCode(
  { name, architecture }: FunctionSpec,
  standing: GetFunctionCommandOutput,
  upload: Upload,
  run: Run,
): Promise<GetFunctionCommandOutput> {
  const { Configuration, Code } = standing
  const isSame =
    'image' in upload ? Code?.ImageUri === upload.image : Configuration!.CodeSha256 === upload.sha256
  if (isSame && Configuration!.Architectures?.[0] === architecture) return standing
  const code = await codeInput(upload, run)
  await run.ports.lambda.updateFunctionCode({ FunctionName: name, ...code, Architectures: [architecture] })
  await dropUploaded(upload, run)
  return await updated(name, run)
}

async function bringSettings(
  { name }: FunctionSpec,
  standing: GetFunctionCommandOutput,
  settings: FunctionSettings,
  run: Run,
): Promise<GetFunctionCommandOutput> {
  const { Description, ...others } = settings
  const now = standing.Configuration!
  const isSame = now.Description === Description && changed('', settingsOf(now), others).length === 0
  if (isSame) return standing
  await run.ports.lambda.updateFunctionConfiguration({ FunctionName: name, ...settings })
  return await updated(name, run)
}

/** Resolves once what this run told Lambda has come to a good end. */
async function updated(name: string, run: Run, version?: string): Promise<GetFunctionCommandOutput> {
  const found = await settled(name, run, version)
  const { State, StateReason, LastUpdateStatus, LastUpdateStatusReason } = found.Configuration!
  if (State === 'Failed') throw failedOnAws(`Function ${name}`, StateReason)
  if (LastUpdateStatus === 'Failed') throw failedOnAws(`Function ${name}`, LastUpdateStatusReason)
  return found
}

/** Resolves once nothing is in progress, however it ended: Lambda does one thing at a time. */
async function settled(name: string, run: Run, Qualifier?: string): Promise<GetFunctionCommandOutput> {
  const { ports, clock, signal } = run
  const what = `function ${Qualifier === undefined ? name : `${name}:${Qualifier}`} to be active`
  return await until({ clock, signal, what, within: patience }, async () => {
    // A read that is behind may not know yet what was made a moment ago.
    const found = await unlessMissing(ports.lambda.getFunction({ FunctionName: name, Qualifier }))
    const { State, LastUpdateStatus } = found?.Configuration ?? { State: 'Pending' }
    return State === 'Pending' || LastUpdateStatus === 'InProgress' ? undefined : found
  })
}

/** Lambda never makes an image of a package, nor a package of an image. */
export function refuseOtherPackage({ id, name, code }: FunctionSpec, { PackageType }: FunctionConfiguration) {
  const stands = PackageType === 'Image' ? 'an image' : 'a package'
  if ('image' in code === (PackageType === 'Image')) return
  throw new DeployctlError('functions.package-type', {
    message: `The function ${name} stands as ${stands}, and Lambda cannot change that.`,
    hint: `Give functions.${id} another name; the one that stands goes with the next bootstrap.`,
  })
}
