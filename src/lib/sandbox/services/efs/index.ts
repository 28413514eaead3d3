import { defineService } from '../../service.ts'
import { accessPointOperations } from './access-points.ts'
import { fileSystemOperations } from './file-systems.ts'
import { dropMountTarget, mountTargetOperations } from './mount-targets.ts'

/** EFS: file systems, how they are reached, and what may be mounted. Files are what containers keep. */
export const efs = defineService({
  id: 'elasticfilesystem',
  load: () => import('@aws-sdk/client-efs'),
  operations: { ...accessPointOperations, ...fileSystemOperations, ...mountTargetOperations },
  events: { 'efs.mount-target-deleted': dropMountTarget },
  invalidInputCode: 'BadRequest',
})
