import type { Manifest, Service } from '../manifest/schema/manifest.ts'

export type PinnedService = Service & { readonly image: string }

/**
 * The services that a deploy can run: those whose image is pinned by its digest, by name. A manifest as a user
 * writes it has mostly none; `deploy` fills the digests in.
 */
export function pinnedServices({ services }: Manifest): [string, PinnedService][] {
  return Object.entries(services).filter((entry): entry is [string, PinnedService] => {
    return entry[1].image !== undefined && /@sha256:[0-9a-f]{64}$/.test(entry[1].image)
  })
}

/** An object for every pinned service, by its name; undefined leaves one out. */
export function eachPinned<Spec>(
  manifest: Manifest,
  specOf: (service: PinnedService, name: string) => Spec | undefined,
): Record<string, Spec> {
  const specs = pinnedServices(manifest).map(([name, service]) => [name, specOf(service, name)] as const)
  return Object.fromEntries(specs.filter((entry): entry is [string, Spec & object] => entry[1] !== undefined))
}
