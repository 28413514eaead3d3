import type { MountPoint, TaskDefinition, Volume } from '@aws-sdk/client-ecs'
import type { AccessPointState } from './access-point.ts'
import { allow, type Statement } from './policy.ts'
import type { Found } from './roles/role-spec.ts'

/** Access points such as `data.workspace`, by the path inside of the container. */
export type Mounts = Readonly<Record<string, string>>

/** Finds an access point that stands. */
export type FindAccessPoint = (id: string) => AccessPointState | undefined

/** What a task definition says of its mounts; nothing where there are none. */
export function volumesOf(
  mounts: Mounts,
  find: FindAccessPoint,
): { volumes: Volume[]; mountPoints: MountPoint[] } | undefined {
  const entries = Object.entries(mounts).toSorted(([a], [b]) => (a < b ? -1 : 1))
  if (entries.length === 0) return undefined
  const ids = [...new Set(entries.map(([, id]) => id))].sort()
  return {
    volumes: ids.map(id => ({
      name: volumeName(id),
      efsVolumeConfiguration: {
        fileSystemId: find(id)?.fileSystemId,
        transitEncryption: 'ENABLED',
        authorizationConfig: { accessPointId: find(id)?.accessPointId, iam: 'ENABLED' },
      },
    })),
    mountPoints: entries.map(([containerPath, id]) => ({ sourceVolume: volumeName(id), containerPath })),
  }
}

/** What a registered task definition mounts: ids of access points, by path. */
export function mountsIn({
  volumes = [],
  containerDefinitions = [],
}: Pick<TaskDefinition, 'volumes' | 'containerDefinitions'>): Record<string, string> {
  const points = new Map(
    volumes.map(({ name, efsVolumeConfiguration: efs }) => [name, efs?.authorizationConfig?.accessPointId]),
  )
  const mounted = containerDefinitions[0]?.mountPoints ?? []
  return Object.fromEntries(
    mounted.map(({ containerPath, sourceVolume }) => [containerPath!, points.get(sourceVolume) ?? '']),
  )
}

/** What it takes to mount them and to write there: each through its access point alone, never as root. */
export function mountStatements(mounts: Mounts, standing: Found | undefined): Statement[] {
  const ids = [...new Set(Object.values(mounts))].sort()
  return ids.flatMap(id => {
    const found = standing?.accessPoint(id)
    if (!found) return []
    const actions = ['elasticfilesystem:ClientMount', 'elasticfilesystem:ClientWrite']
    const through = { StringEquals: { 'elasticfilesystem:AccessPointArn': found.arn } }
    return [allow(actions, [found.fileSystemArn], through)]
  })
}

/** A volume's name has letters, digits, hyphens and underscores. */
function volumeName(id: string): string {
  return id.replace('.', '-')
}
