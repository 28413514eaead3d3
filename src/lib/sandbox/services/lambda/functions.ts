import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { timings } from '../../timings.ts'
import { uuid } from '../identifiers.ts'
import { page } from '../paging.ts'
import { plannedFor } from './behaviour.ts'
import { checkRole, checkSettings } from './checks.ts'
import { dropPackages, takeCode } from './code.ts'
import {
  aliasesOf,
  arnOf,
  conflict,
  findFunction,
  findVersion,
  invalidValue,
  readName,
  versionsOf,
} from './lookup.ts'
import { joinNetwork, leaveNetwork } from './network.ts'
import {
  aliases,
  functions,
  keyOf,
  type LambdaOperations,
  latest,
  policies,
  type VersionRecord,
  versions,
} from './tables.ts'
import { publish } from './versions.ts'
import { shown } from './views.ts'

export const functionOperations = {
  CreateFunction(input, call) {
    const { name } = readName(input.FunctionName)
    if (call.table(functions).has(name)) throw conflict(`Function already exist: ${name}`)
    const { PackageType = 'Zip' } = input
    const isZip = PackageType === 'Zip'
    if (isZip && (!input.Runtime || !input.Handler)) {
      throw invalidValue(
        'Runtime and Handler are mandatory parameters for functions created with deployment packages.',
      )
    }
    if (!isZip && (input.Runtime || input.Handler)) {
      throw invalidValue(
        `Please don't provide ${input.Handler ? 'Handler' : 'Runtime'} when the intended function PackageType is Image`,
      )
    }
    checkSettings(input)
    checkRole(call, input.Role)
    const code = takeCode(call, PackageType, input.Code)
    const made: VersionRecord = {
      name,
      version: latest,
      role: input.Role,
      packageType: PackageType,
      runtime: input.Runtime,
      handler: input.Handler,
      description: input.Description ?? '',
      memory: input.MemorySize ?? 128,
      timeout: input.Timeout ?? 3,
      storage: input.EphemeralStorage?.Size ?? 512,
      architecture: input.Architectures?.[0] ?? 'x86_64',
      environment: input.Environment?.Variables,
      code,
      imageConfig: input.ImageConfig,
      vpc: joinNetwork(call, { name, role: input.Role }, input.VpcConfig),
      logging: { LogFormat: 'Text', LogGroup: `/aws/lambda/${name}`, ...input.LoggingConfig },
      tracing: input.TracingConfig?.Mode ?? 'PassThrough',
      revisionId: uuid(call),
      lastModified: call.date,
      activeAt: call.now + timings.functionActive,
      updatedAt: 0,
      failure: plannedFor(call, name)?.failed,
      wasActive: false,
    }
    const arn = arnOf(call, name)
    call.table(functions).put(name, { name, arn, tags: input.Tags ?? {} })
    call.table(versions).put(keyOf(name, latest), made)
    return shown(call, input.Publish ? publish(call, made) : made)
  },

  GetFunction({ FunctionName, Qualifier }, call) {
    const version = findVersion(call, FunctionName, Qualifier)
    const { tags, concurrency } = findFunction(call, FunctionName)
    const { imageUri, resolvedImageUri } = version.code
    const Code = imageUri
      ? { RepositoryType: 'ECR', ImageUri: imageUri, ResolvedImageUri: resolvedImageUri }
      : {
          RepositoryType: 'S3',
          Location: `${call.endpoint}/awslambda-${call.region}-tasks/${version.code.sha256}`,
        }
    return {
      Configuration: shown(call, version, Qualifier !== undefined || undefined),
      Code,
      ...(Object.keys(tags).length > 0 && { Tags: tags }),
      ...(concurrency !== undefined && { Concurrency: { ReservedConcurrentExecutions: concurrency } }),
    }
  },

  GetFunctionConfiguration: ({ FunctionName, Qualifier }, call) =>
    shown(call, findVersion(call, FunctionName, Qualifier), Qualifier !== undefined || undefined),

  ListFunctions({ Marker, MaxItems = 50, FunctionVersion }, call) {
    const all = call.table(versions).filter(({ version }) => FunctionVersion === 'ALL' || version === latest)
    const { items, next } = page(all, Marker, Math.min(MaxItems, 50))
    // A list tells nothing of states.
    const Functions = items.map(version => stateless(shown(call, version, FunctionVersion === 'ALL')))
    return { Functions, ...(next && { NextMarker: next }) }
  },

  DeleteFunction({ FunctionName, Qualifier }, call) {
    const { name, qualifier } = readName(FunctionName, Qualifier)
    findFunction(call, name)
    if (qualifier === undefined) deleteAll(call, name)
    else deleteVersion(call, name, qualifier)
    return {}
  },
} satisfies LambdaOperations

function deleteAll(call: Call, name: string): void {
  const all = versionsOf(call, name)
  for (const { alias, arn } of aliasesOf(call, name)) {
    call.table(aliases).delete(keyOf(name, alias))
    call.table(policies).delete(arn)
  }
  for (const { version } of all) {
    call.table(versions).delete(keyOf(name, version))
    call.table(policies).delete(arnOf(call, name, version))
  }
  call.table(policies).delete(arnOf(call, name))
  call.table(functions).delete(name)
  leaveNetwork(call, name)
  dropPackages(
    call,
    all.map(({ code }) => code.sha256),
  )
}

function deleteVersion(call: Call, name: string, qualifier: string): void {
  if (qualifier === latest) {
    throw invalidValue('$LATEST version cannot be deleted without deleting the function.')
  }
  if (!/^\d+$/.test(qualifier)) throw invalidValue('Deletion of alias is not currently supported.')
  const found = call.table(versions).get(keyOf(name, qualifier))
  // As in AWS, a version that is not there any more is deleted.
  if (!found) return
  const using = aliasesOf(call, name).filter(
    ({ version, weights = {} }) => version === qualifier || qualifier in weights,
  )
  if (using.length > 0) {
    const message = `Unable to delete version because the following aliases reference it: [${using.map(({ alias }) => alias).join(', ')}]`
    throw awsError('ResourceConflictException', message, 409)
  }
  call.table(versions).delete(keyOf(name, qualifier))
  call.table(policies).delete(arnOf(call, name, qualifier))
  dropPackages(call, [found.code.sha256])
}

function stateless({
  State: _state,
  StateReason: _reason,
  StateReasonCode: _code,
  LastUpdateStatus: _status,
  LastUpdateStatusReason: _why,
  LastUpdateStatusReasonCode: _whyCode,
  ...rest
}: ReturnType<typeof shown>) {
  return rest
}
