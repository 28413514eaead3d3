import type { ContainerDefinition } from '@aws-sdk/client-ecs'
import type { VolumeSpec } from '../../containers/task-spec.ts'
import type { Call } from '../../service.ts'
import { accessPoints } from '../efs/tables.ts'
import type { TaskDefinitionRecord } from './tables.ts'

/** The file systems that a container mounts: one volume for each access point, or for a whole file system. */
export function volumesFor(
  call: Call,
  { volumes = [] }: TaskDefinitionRecord,
  { mountPoints = [] }: ContainerDefinition,
): VolumeSpec[] {
  return mountPoints.flatMap(({ sourceVolume, containerPath, readOnly = false }) => {
    const { efsVolumeConfiguration: efs } = volumes.find(({ name }) => name === sourceVolume) ?? {}
    if (!efs?.fileSystemId || !containerPath) return []
    const point = call.table(accessPoints).get(efs.authorizationConfig?.accessPointId ?? '')
    const id = point?.id ?? efs.fileSystemId
    return [{ id, path: containerPath, readOnly, uid: point?.posixUser?.Uid ?? 0 }]
  })
}
