import { unlessMissing } from '../../aws/index.ts'
import { functionName, liveAlias } from '../../resources/function-name.ts'
import type { Context } from '../context.ts'

/** A function as users get it, through its alias. */
export interface FunctionStatus {
  readonly function: string
  /** Undefined where it does not stand, or was never released. */
  readonly live?: {
    /** AWS's name. */
    readonly name: string
    /** That the alias leads to. */
    readonly version: string
    /** `Active`, `Pending`, `Inactive` or `Failed`. */
    readonly state: string
    readonly reason?: string | undefined
    /** When that version was published; ISO 8601. */
    readonly updated: string
    /** Such as `nodejs24.x`; undefined for an image. */
    readonly runtime?: string | undefined
    /** MiB. */
    readonly memory: number
  }
}

/** Reads the manifest's functions: one call each, all at once. */
export async function readFunctions({ manifest, scope, ports, signal }: Context): Promise<FunctionStatus[]> {
  return Promise.all(
    Object.keys(manifest.functions).map(async id => {
      const name = functionName(scope, id)
      const asked = { FunctionName: name, Qualifier: liveAlias }
      const one = await unlessMissing(ports.lambda.getFunctionConfiguration(asked, { signal }))
      if (!one) return { function: id }
      const live = {
        name,
        version: one.Version!,
        state: one.State ?? 'Active',
        reason: one.StateReason,
        updated: new Date(one.LastModified!).toISOString(),
        runtime: one.Runtime,
        memory: one.MemorySize ?? 0,
      }
      return { function: id, live }
    }),
  )
}
