import { DeployctlError } from '../../errors/index.ts'
import { provenHealthy, type ReleasedService, type ReleaseRecord } from '../../releases/record.ts'
import { rollbackTarget } from '../../releases/retention.ts'
import type { ServiceSnapshot } from '../live/services.ts'

/**
 * The services of a release that is to be returned to: those that still stand, `unchanged` where they run it
 * already and its rollout came to a good end. Pure.
 */
export function restoredServices(
  target: ReleaseRecord,
  live: ReadonlyMap<string, ServiceSnapshot>,
): Record<string, ReleasedService> {
  const standing = Object.entries(target.services).flatMap(([name, service]) => {
    const now = live.get(name)
    if (!now) return []
    const { image, tag, taskDefinition } = service
    const there = now.taskDefinition === taskDefinition && now.rollout === 'COMPLETED'
    const restored: ReleasedService = {
      image,
      ...(tag === undefined ? {} : { tag }),
      taskDefinition,
      desired: now.desired,
      outcome: there ? 'unchanged' : 'pending',
    }
    return [[name, restored] as const]
  })
  return Object.fromEntries(standing)
}

/** Secrets and parameters whose value is another one now than when the target was released. Pure. */
export function changedSecrets(target: ReleaseRecord, serving: ReleaseRecord | undefined): string[] {
  const changed = Object.entries(serving?.secrets ?? {}).filter(
    ([name, version]) => target.secrets[name] !== undefined && target.secrets[name] !== version,
  )
  return changed.map(([name]) => `secret ${name}`)
}

/** @throws DeployctlError `release.no-target` */
export function lastGood(records: readonly ReleaseRecord[]): ReleaseRecord {
  const target = rollbackTarget(records)
  if (target) return target
  throw new DeployctlError('release.no-target', { message: 'There is no earlier release to return to.' })
}

/** @throws DeployctlError `release.unknown`, `release.unproven` */
export function requireHealthy(record: ReleaseRecord | undefined, number: number): ReleaseRecord {
  if (!record) throw new DeployctlError('release.unknown', { message: `There is no release ${number}.` })
  if (provenHealthy(record)) return record
  throw new DeployctlError('release.unproven', {
    message: `Release ${number} was never seen healthy: it ended as ${record.outcome}.`,
  })
}
