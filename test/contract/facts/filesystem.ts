import { expect, test } from 'vitest'
import type { System } from '../templates/system.ts'
import { ourSubnets } from './layout.ts'

/** @param paths what each access point opens */
export function filesystemFacts(of: () => System, paths: readonly string[]): void {
  test('the file system is encrypted, reached in both zones, by an access point for each path', async () => {
    const { aws, own } = of()
    const { FileSystems } = await aws.call('efs', 'describe_file_systems')
    expect(FileSystems).toMatchObject([{ LifeCycleState: 'available', Encrypted: true }])
    const { FileSystemId } = FileSystems[0]
    const { AccessPoints } = await aws.call('efs', 'describe_access_points', { FileSystemId })
    const found = (AccessPoints as { RootDirectory: { Path: string } }[]).map(one => one.RootDirectory.Path)
    expect(found.toSorted()).toEqual([...paths].toSorted())
    const { MountTargets } = await aws.call('efs', 'describe_mount_targets', { FileSystemId })
    const places = (MountTargets as { SubnetId: string }[]).map(({ SubnetId }) => SubnetId)
    const subnets = Object.values(await ourSubnets(of())).map(({ SubnetId }) => SubnetId)
    expect(places.toSorted()).toEqual(subnets.toSorted())
    const { filesystems } = own((await aws.call('ec2', 'describe_security_groups')).SecurityGroups)
    for (const { MountTargetId } of MountTargets) {
      const answer = await aws.call('efs', 'describe_mount_target_security_groups', { MountTargetId })
      expect(answer.SecurityGroups).toEqual([filesystems.GroupId])
    }
  })
}
