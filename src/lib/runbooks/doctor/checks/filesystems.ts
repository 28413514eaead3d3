import type { FileSystemState } from '../../../resources/file-system.ts'
import type { MountTargetsState } from '../../../resources/mount-targets.ts'
import { type About, defineCheck, type Finding } from '../check.ts'
import type { Network } from '../readers/network.ts'
import { standingOf } from '../readers/standing.ts'
import { counted } from '../telling.ts'

/** Whether tasks find each file system in their own zone. */
export const filesystems = defineCheck({
  name: 'filesystems',
  title: 'File systems can be mounted where tasks run',
  area: 'stores',
  needs: ['standing', 'network'],
  examine({ standing, network }, about) {
    const found = standingOf<FileSystemState>(standing, 'file-system')
    if (found.length === 0) return { skipped: 'no file system stands' }
    const targets = new Map(standingOf<MountTargetsState>(standing, 'mount-targets'))
    const findings = found.flatMap(([name, state]) => [
      ...statusOf(name, state, about),
      ...reachOf(name, targets.get(name), network, about),
    ])
    return { looked: counted(found.length, 'file system'), findings }
  },
})

function statusOf(name: string, { fileSystemId, status }: FileSystemState, { scope }: About): Finding[] {
  if (status === 'available' || status === 'updating') return []
  return [
    {
      level: 'problem',
      message: `The file system ${name} cannot be mounted.`,
      evidence: [`EFS says of ${fileSystemId}: ${status}`],
      next: `deployctl bootstrap ${scope.environment}`,
    },
  ]
}

/** A task mounts by the address of its own zone, and starts not at all where there is none. */
function reachOf(
  name: string,
  state: MountTargetsState | undefined,
  network: Network,
  { scope }: About,
): Finding[] {
  const ready = (state?.targets ?? []).filter(({ status }) => status === 'available')
  const zones = [...network.homes.values()].flatMap(({ subnets }) =>
    subnets.flatMap(id => network.subnets.get(id)?.zone ?? []),
  )
  const missing = [...new Set(zones)].filter(zone => !ready.some(target => target.zone === zone)).toSorted()
  if (missing.length === 0) return []
  const standing = state?.targets.map(({ targetId, zone, status }) => `${targetId} in ${zone} is ${status}`)
  return [
    {
      level: 'problem',
      message: `Tasks cannot mount the file system ${name} in ${missing.join(', ')}.`,
      evidence: standing?.length ? standing : ['It has no mount target.'],
      next: `deployctl bootstrap ${scope.environment}`,
    },
  ]
}
