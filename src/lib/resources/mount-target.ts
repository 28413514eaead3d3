import { type Ports, pages, unlessMissing } from '../aws/index.ts'

export interface MountTarget {
  readonly targetId: string
  readonly subnetId: string
  /** AWS's name of the availability zone: `us-east-1a`. */
  readonly zone: string
  /** AWS's word: `creating`, `available`, `deleting`. */
  readonly status: string
  /** AWS's ids, sorted. */
  readonly securityGroups: readonly string[]
}

/** All mount targets of a file system, by zone; none where it is gone. */
export async function listTargets(FileSystemId: string, { efs }: Ports): Promise<MountTarget[]> {
  const listed = await unlessMissing(
    pages(efs.describeMountTargets, { FileSystemId }, page => page.MountTargets),
  )
  const found = (listed ?? []).map(async one => {
    const MountTargetId = one.MountTargetId!
    const groups = await unlessMissing(efs.describeMountTargetSecurityGroups({ MountTargetId }))
    return {
      targetId: MountTargetId,
      subnetId: one.SubnetId!,
      zone: one.AvailabilityZoneName!,
      status: one.LifeCycleState!,
      securityGroups: groups?.SecurityGroups?.toSorted() ?? [],
    }
  })
  return (await Promise.all(found)).toSorted((a, b) => (a.zone < b.zone ? -1 : 1))
}
