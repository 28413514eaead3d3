import type { EFSVolumeConfiguration } from '@aws-sdk/client-ecs'
import type { Call } from '../../service.ts'
import { mayConnect } from '../ec2/reachability.ts'
import { networkInterfaces } from '../ec2/tables.ts'
import { ofFileSystem } from '../efs/mount-targets.ts'
import {
  accessPoints,
  type FileSystemRecord,
  fileSystems,
  lifeOf,
  type MountTargetRecord,
} from '../efs/tables.ts'
import { isAllowed } from './roles.ts'
import type { TaskDefinitionRecord, TaskRecord } from './tables.ts'
import { stopReason } from './wording.ts'

/**
 * What Fargate's agent runs into when it mounts file systems: one after the other, from the task's own network
 * interface, as its task role.
 *
 * @returns why the task cannot start, or undefined
 */
export function volumeProblem(
  call: Call,
  { volumes = [], taskRoleArn }: TaskDefinitionRecord,
  task: TaskRecord,
): string | undefined {
  for (const { efsVolumeConfiguration } of volumes) {
    const role = task.overrides.taskRoleArn ?? taskRoleArn
    const problem = efsVolumeConfiguration && mountProblem(call, efsVolumeConfiguration, task, role)
    if (problem !== undefined) return problem
  }
  return undefined
}

function mountProblem(
  call: Call,
  efs: EFSVolumeConfiguration,
  task: TaskRecord,
  role: string | undefined,
): string | undefined {
  const id = efs.fileSystemId?.split('/').at(-1) ?? ''
  const system = call.table(fileSystems).get(id)
  // The name of a file system leads to the mount target in the asking zone, and nowhere without one.
  const target = ofFileSystem(call, id).find(
    one => one.zone === task.zone && lifeOf(one, call) === 'available',
  )
  if (!system || !target) return stopReason.noMountTarget(`${id}.efs.${call.region}.amazonaws.com`)
  if (!isReachable(call, target, task)) return stopReason.mountTimedOut
  return mayMount(call, efs, system, role) ? undefined : stopReason.mountDenied
}

const nfs = 2049

function isReachable(call: Call, target: MountTargetRecord, task: TaskRecord): boolean {
  const own = call
    .table(networkInterfaces)
    .find(one => one.SubnetId === task.subnetId && one.PrivateIpAddress === task.privateIp)
  if (own?.VpcId !== target.vpcId) return false
  return mayConnect(call, own, target.securityGroupIds, nfs)
}

/** Without a policy of its own, a file system lets everybody in; with one, only who is allowed by it or by a role. */
function mayMount(
  call: Call,
  { authorizationConfig, transitEncryption }: EFSVolumeConfiguration,
  { id, arn, policy }: FileSystemRecord,
  role: string | undefined,
): boolean {
  const { accessPointId, iam } = authorizationConfig ?? {}
  const point = accessPointId === undefined ? undefined : call.table(accessPoints).get(accessPointId)
  if (accessPointId !== undefined && point?.fileSystemId !== id) return false
  if (policy === undefined) return true
  if (transitEncryption !== 'ENABLED' && policy.includes('aws:SecureTransport')) return false
  if (/"Effect":\s*"Allow"/.test(policy)) return true
  if (iam !== 'ENABLED' || role === undefined) return false
  const context = { 'elasticfilesystem:AccessPointArn': point?.arn }
  return isAllowed(call, role, 'elasticfilesystem:ClientMount', arn, context)
}
