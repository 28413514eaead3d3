import type { LambdaFunction, Manifest } from '../manifest/schema/manifest.ts'

/** What a function is to run, known by its content: an image that is pinned, or a package. */
export type FunctionCode =
  | {
      /** `REGISTRY/REPOSITORY@sha256:…` */
      readonly image: string
    }
  | {
      /** Hash of the files that are packed. */
      readonly content: string
      /** Absent where only what stands is compared. */
      readonly source?: PackageSource
    }

export interface PackageSource {
  /** Makes the zip archive: the same bytes each time. */
  pack(): Promise<Uint8Array>
  /** Where a package lies meanwhile that is too big to be sent: the bucket, and the beginning of the key. */
  readonly bucket: string
  readonly prefix: string
}

export type PinnedFunction = LambdaFunction & { readonly code: FunctionCode }

/** The manifest with the code of functions filled in, so that a plan is about these alone. Pure. */
export function pinFunctions(manifest: Manifest, codes: Readonly<Record<string, FunctionCode>>): Manifest {
  const functions = Object.entries(manifest.functions).map(([name, one]) => {
    const code = codes[name]
    return [name, code ? { ...one, code } : one]
  })
  return { ...manifest, functions: Object.fromEntries(functions) }
}

/** The functions whose code is known, by name; a manifest as a user writes it has none. */
export function pinnedFunctions({ functions }: Manifest): [string, PinnedFunction][] {
  return Object.entries(functions).filter((entry): entry is [string, PinnedFunction] => 'code' in entry[1])
}
