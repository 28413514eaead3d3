import { createHash } from 'node:crypto'
import type {
  Architecture,
  FunctionConfiguration,
  UpdateFunctionConfigurationRequest,
} from '@aws-sdk/client-lambda'
import type { Manifest } from '../manifest/schema/manifest.ts'
import { canonicalJson } from './canonical-json.ts'
import type { FunctionCode, PinnedFunction } from './function-code.ts'
import { functionLogGroup, functionName } from './function-name.ts'
import { type OutputsStanding, withOutputs } from './outputs.ts'

export interface FunctionSpec {
  /** Logical id. */
  readonly id: string
  readonly name: string
  readonly code: FunctionCode
  readonly runtime: string | undefined
  readonly handler: string | undefined
  readonly command: readonly string[] | undefined
  /** MiB. */
  readonly memory: number
  /** Seconds. */
  readonly timeout: number
  /** MiB. */
  readonly storage: number
  readonly architecture: Architecture
  readonly concurrency: number | undefined
  readonly env: Readonly<Record<string, string>>
  readonly logGroup: string
  /** Placed in the private subnets. */
  readonly isInside?: boolean
}

/** What UpdateFunctionConfiguration takes and a version is told to have, in one form that can be compared. */
export type FunctionSettings = Omit<UpdateFunctionConfigurationRequest, 'FunctionName'>

export function specOf(manifest: Manifest, id: string, one: PinnedFunction): FunctionSpec {
  const { code, zip, build, command, memory, timeout, storage, concurrency, env, network } = one
  const platform = one.architecture ?? build?.platforms[0]
  return {
    id,
    name: functionName(manifest, id),
    code,
    runtime: zip?.runtime,
    handler: zip?.handler,
    command,
    memory,
    timeout,
    storage,
    architecture: platform === 'linux/arm64' ? 'arm64' : 'x86_64',
    concurrency,
    env,
    logGroup: functionLogGroup(manifest, id),
    isInside: network !== undefined,
  }
}

/** Ids of the private subnets, and of the groups that a function in them has; [] outside of the network. */
export interface FunctionPlace {
  readonly subnets: readonly string[]
  readonly securityGroups: readonly string[]
}

const nowhere: FunctionPlace = { subnets: [], securityGroups: [] }

/** What is wanted, but for the description; variables in order, since Lambda keeps none. */
export function settingsFor(
  spec: FunctionSpec,
  role: string | undefined,
  outputs: OutputsStanding,
  place: FunctionPlace = nowhere,
): FunctionSettings {
  const isImage = 'image' in spec.code
  const variables = Object.entries(spec.env).map(([name, value]) => [name, withOutputs(value, outputs)])
  return {
    Role: role,
    ...(isImage ? {} : { Runtime: spec.runtime as never, Handler: spec.handler }),
    MemorySize: spec.memory,
    Timeout: spec.timeout,
    EphemeralStorage: { Size: spec.storage },
    Environment: { Variables: sorted(Object.fromEntries(variables)) },
    ...(isImage && { ImageConfig: spec.command ? { Command: [...spec.command] } : {} }),
    LoggingConfig: { LogFormat: 'Text', LogGroup: spec.logGroup },
    VpcConfig: placedIn(place),
  }
}

/** What stands, in the same form; what AWS leaves out is what it means by that. */
export function settingsOf(one: FunctionConfiguration): FunctionSettings {
  const isImage = one.PackageType === 'Image'
  const { Command } = one.ImageConfigResponse?.ImageConfig ?? {}
  return {
    Role: one.Role,
    ...(isImage ? {} : { Runtime: one.Runtime, Handler: one.Handler }),
    MemorySize: one.MemorySize,
    Timeout: one.Timeout,
    EphemeralStorage: { Size: one.EphemeralStorage?.Size ?? 512 },
    Environment: { Variables: sorted(one.Environment?.Variables ?? {}) },
    ...(isImage && { ImageConfig: Command?.length ? { Command } : {} }),
    LoggingConfig: {
      LogFormat: one.LoggingConfig?.LogFormat ?? 'Text',
      LogGroup: one.LoggingConfig?.LogGroup ?? `/aws/lambda/${one.FunctionName}`,
    },
    VpcConfig: placedIn({
      subnets: one.VpcConfig?.SubnetIds ?? [],
      securityGroups: one.VpcConfig?.SecurityGroupIds ?? [],
    }),
  }
}

/** Sixteen hex digits that are the same for the same code in the same configuration. */
export function contentOf({ code, architecture }: FunctionSpec, settings: FunctionSettings): string {
  const known = 'image' in code ? { image: code.image } : { content: code.content }
  return createHash('sha256')
    .update(canonicalJson({ settings, architecture, ...known }))
    .digest('hex')
    .slice(0, 16)
}

const marker = 'deployctl content '

/**
 * A version has no tags, and its description is all that it carries from `$LATEST`: there it remembers of what
 * content it is, so that no run publishes the same twice.
 */
export function describeContent(content: string): string {
  return marker + content
}

/** The content of a version; undefined where somebody else published it. */
export function describedContent(description: string | undefined): string | undefined {
  return description?.startsWith(marker) ? description.slice(marker.length) : undefined
}

/** Empty lists take a function out of a network. */
function placedIn({ subnets, securityGroups }: FunctionPlace): FunctionSettings['VpcConfig'] {
  return { SubnetIds: subnets.toSorted(), SecurityGroupIds: securityGroups.toSorted() }
}

function sorted(variables: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(variables).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
