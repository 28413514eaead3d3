import type { ContainerDefinition, RegisterTaskDefinitionRequest, Volume } from '@aws-sdk/client-ecs'
import { awsError } from '../../aws-error.ts'
import type { TaskDefinitionRecord } from './tables.ts'

function refuse(message: string): never {
  throw awsError('ClientException', message)
}

/**
 * What RegisterTaskDefinition refuses of volumes.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_EFSVolumeConfiguration.html
 *
 * @throws AwsError ClientException
 */
export function checkVolumes(
  { volumes = [] }: RegisterTaskDefinitionRequest,
  containers: readonly ContainerDefinition[],
): void {
  const names = volumes.map(({ name }) => name)
  if (new Set(names).size < names.length) refuse('Volume names must be unique.')
  const mounted = containers.flatMap(({ mountPoints = [] }) => mountPoints)
  const unknown = mounted.find(({ sourceVolume }) => !names.includes(sourceVolume))
  if (unknown) refuse(`Unknown volume '${unknown.sourceVolume}'.`)
  for (const volume of volumes) checkEfs(volume)
}

function checkEfs({ efsVolumeConfiguration: efs }: Volume): void {
  if (!efs) return
  if (!/^fs-[0-9a-f]+$|^arn:/.test(efs.fileSystemId ?? '')) refuse('Invalid EFS file system ID.')
  const { accessPointId, iam } = efs.authorizationConfig ?? {}
  if ((accessPointId || iam === 'ENABLED') && efs.transitEncryption !== 'ENABLED')
    refuse('EFS transit encryption must be enabled where an access point or IAM authorization is used.')
  if (accessPointId && efs.rootDirectory && efs.rootDirectory !== '/')
    refuse('The root directory must be omitted or / where an EFS access point is used.')
}

/** @throws AwsError PlatformTaskDefinitionIncompatibilityException, before platform version 1.4.0 */
export function checkPlatform({ volumes = [] }: TaskDefinitionRecord, platformVersion = 'LATEST'): void {
  const mountsEfs = volumes.some(({ efsVolumeConfiguration }) => efsVolumeConfiguration)
  if (!mountsEfs || platformVersion === 'LATEST' || platformVersion >= '1.4.0') return
  throw awsError(
    'PlatformTaskDefinitionIncompatibilityException',
    'One or more of the requested capabilities are not supported.',
  )
}
