import { definePort } from '../port.ts'

/** EFS: file systems, how tasks reach them, and the directories that they may mount. */
export const efs = definePort({
  service: 'elasticfilesystem',
  load: () => import('@aws-sdk/client-efs'),
  client: 'EFSClient',
  operations: [
    'CreateAccessPoint',
    'CreateFileSystem',
    'CreateMountTarget',
    'DeleteAccessPoint',
    'DeleteFileSystem',
    'DeleteMountTarget',
    'DescribeAccessPoints',
    'DescribeBackupPolicy',
    'DescribeFileSystemPolicy',
    'DescribeFileSystems',
    'DescribeMountTargets',
    'DescribeMountTargetSecurityGroups',
    'ModifyMountTargetSecurityGroups',
    'PutBackupPolicy',
    'PutFileSystemPolicy',
    'UpdateFileSystem',
  ],
})
