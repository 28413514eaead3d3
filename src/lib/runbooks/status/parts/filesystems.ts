import { eachPart, type ReadParts } from './part.ts'

export const filesystems: ReadParts = async ({ manifest, scope, ports }) => {
  const names = Object.keys(manifest.filesystems)
  if (names.length === 0) return []
  const { ownFileSystems } = await import('../../../resources/file-system.ts')
  const standing = Object.fromEntries(await ownFileSystems(scope, ports))
  return eachPart('file system', names, standing, ({ LifeCycleState, SizeInBytes }) => ({
    status: LifeCycleState!,
    well: LifeCycleState === 'available' || LifeCycleState === 'updating',
    detail: sizeOf(SizeInBytes?.Value ?? 0),
  }))
}

function sizeOf(bytes: number): string {
  const MiB = bytes / 1024 ** 2
  return MiB < 1024 ? `${MiB.toFixed(0)} MiB` : `${(MiB / 1024).toFixed(1)} GiB`
}
