import type { Call } from '../../service.ts'
import { isCalled } from '../ecs/fate.ts'
import type { VersionRecord } from './tables.ts'

/** How a function behaves other than its code would, from the fault plan or from its environment. */
export interface FunctionBehaviour {
  /** It answers with this HTTP code. */
  readonly status?: number
  readonly body?: string
  /** It throws. */
  readonly error?: true | { readonly errorType?: string; readonly errorMessage?: string }
  /** It does not answer within its timeout. */
  readonly timeout?: true
  /** Its creation or update fails, as for an image that cannot be read. */
  readonly failed?: { readonly code: string; readonly reason: string }
  /** Only these versions. */
  readonly versions?: readonly string[]
}

/** The fault plan's word on a function: by its name, or by the digest of its image. */
export function plannedFor(
  call: Call,
  name: string,
  version?: Pick<VersionRecord, 'version' | 'code'>,
): FunctionBehaviour | undefined {
  const { imageUri = '', resolvedImageUri = '' } = version?.code ?? {}
  const names = [name, imageUri, resolvedImageUri]
  const planned = Object.entries(call.faults as Record<string, FunctionBehaviour>).find(
    ([key, { versions }]) =>
      names.some(one => isCalled(one, key)) && (versions?.includes(version?.version ?? '') ?? true),
  )
  return planned?.[1]
}

/** The fault plan first, then the words of the function's own variable; undefined where nothing is said. */
export function behaviourOf(call: Call, version: VersionRecord): FunctionBehaviour | undefined {
  const words = version.environment?.SANDBOX_BEHAVIOUR
  return plannedFor(call, version.name, version) ?? (words === undefined ? undefined : read(words))
}

/** Reads `status:CODE`, `error` or `timeout`. */
function read(words: string): FunctionBehaviour {
  const [word, code] = words.trim().split(':')
  if (word === 'status') return { status: Number(code) }
  if (word === 'error') return { error: true }
  return word === 'timeout' ? { timeout: true } : {}
}
