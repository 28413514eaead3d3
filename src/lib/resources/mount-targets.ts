import { unlessExists, unlessMissing, until } from '../aws/index.ts'
import { fileSystem, ownFileSystems } from './file-system.ts'
import { listTargets, type MountTarget } from './mount-target.ts'
import { changed, defineResource, type Run, type Standing } from './resource.ts'
import { securityGroup } from './security-group.ts'
import { subnet } from './subnet.ts'

export interface MountTargetsSpec {
  /** Logical id. */
  readonly fileSystem: string
}

export interface MountTargetsState {
  readonly fileSystemId: string
  readonly targets: readonly MountTarget[]
}

const deps = { fileSystem, subnet, securityGroup }
type Deps = Standing<typeof deps>

/**
 * Where tasks reach a file system: one address in each zone, as a set. EFS takes one a zone, and a network of somebody
 * else's may have several subnets in one.
 */
export const mountTargets = defineResource<MountTargetsSpec, MountTargetsState, typeof deps>({
  kind: 'mount-targets',
  stage: 'bootstrap',
  deps,

  desired: ({ filesystems }) =>
    Object.fromEntries(Object.keys(filesystems).map(id => [id, { fileSystem: id }])),

  async inspect(scope, ports) {
    const systems = await ownFileSystems(scope, ports)
    const found = await Promise.all(
      systems.map(async ([id, { FileSystemId }]) => {
        const targets = await listTargets(FileSystemId!, ports)
        return targets.length > 0 ? [[id, { fileSystemId: FileSystemId!, targets }] as const] : []
      }),
    )
    return Object.fromEntries(found.flat())
  },

  diff(_want, have, deps) {
    const { subnets, groups } = wanted(have.targets, deps)
    const states = have.targets.map(({ status }) => status)
    return [
      ...changed('subnets', have.targets.map(({ subnetId }) => subnetId).toSorted(), subnets),
      ...(have.targets.every(one => changed('', one.securityGroups, groups).length === 0)
        ? []
        : changed('securityGroups', have.targets[0]?.securityGroups, groups)),
      ...changed('status', states.find(status => status !== 'available') ?? 'available', 'available'),
    ]
  },

  async ensure(want, _have, deps, run) {
    const { fileSystemId } = deps.fileSystem.of(want.fileSystem)
    const standing = await listTargets(fileSystemId, run.ports)
    const { subnets, groups } = wanted(standing, deps)
    const extra = standing.filter(({ subnetId }) => !subnets.includes(subnetId))
    await removeAll(fileSystemId, extra, run)
    const missing = subnets.filter(id => !standing.some(({ subnetId }) => subnetId === id))
    const others = standing.filter(
      one => !extra.includes(one) && changed('', one.securityGroups, groups).length > 0,
    )
    await Promise.all([
      ...missing.map(SubnetId =>
        // One that stands in this zone already is the one that a lost answer spoke of.
        unlessExists(
          run.ports.efs.createMountTarget({ FileSystemId: fileSystemId, SubnetId, SecurityGroups: groups }),
        ),
      ),
      ...others.map(({ targetId }) =>
        run.ports.efs.modifyMountTargetSecurityGroups({ MountTargetId: targetId, SecurityGroups: groups }),
      ),
    ])
    return { fileSystemId, targets: await available(fileSystemId, subnets.length, run) }
  },

  remove: ({ fileSystemId, targets }, run) => removeAll(fileSystemId, targets, run),

  identify: ({ targets }) => targets.map(({ targetId }) => targetId).join(', '),
})

/** One subnet a zone, the private ones before the public ones; where a target stands in one of ours, there it stays. */
function wanted(standing: readonly MountTarget[], { subnet, securityGroup }: Deps) {
  const byZone = new Map<string, string>()
  // `private-a` sorts before `public-a`.
  for (const [, { zone, subnetId }] of subnet.entries().toSorted(([a], [b]) => a.localeCompare(b))) {
    const isTaken = standing.some(one => one.subnetId === subnetId)
    if (isTaken || !byZone.has(zone)) byZone.set(zone, subnetId)
  }
  const group = securityGroup.get('filesystems')
  return { subnets: [...byZone.values()].toSorted(), groups: group ? [group.groupId] : [] }
}

async function available(fileSystemId: string, count: number, run: Run): Promise<MountTarget[]> {
  run.waiting(`for ${fileSystemId} to be reachable in ${count} zones; about 90 seconds`)
  const what = `the mount targets of ${fileSystemId} to be available`
  return await until({ ...run, what, within: 900 }, async () => {
    const targets = await listTargets(fileSystemId, run.ports)
    const isDone = targets.length >= count && targets.every(({ status }) => status === 'available')
    return isDone ? targets : undefined
  })
}

/** Their network interfaces hold subnets and groups until they are gone. */
async function removeAll(fileSystemId: string, targets: readonly MountTarget[], run: Run): Promise<void> {
  if (targets.length === 0) return
  await Promise.all(
    targets.map(({ targetId }) =>
      unlessMissing(run.ports.efs.deleteMountTarget({ MountTargetId: targetId })),
    ),
  )
  const what = `mount targets of ${fileSystemId} to be deleted`
  await until({ ...run, what, within: 900 }, async () => {
    const left = await listTargets(fileSystemId, run.ports)
    return left.some(one => targets.some(({ targetId }) => targetId === one.targetId)) ? undefined : true
  })
}
