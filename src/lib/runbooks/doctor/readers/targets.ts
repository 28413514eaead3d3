import { unlessMissing } from '../../../aws/index.ts'
import { readTargetHealth, type TargetHealth } from '../../live/target-health.ts'
import type { Reader } from '../evidence.ts'

export const targets: Reader<'targets'> = async ({ ports, signal }, read) => {
  const health = [...(await read('live'))].map(async ([service, { targetGroup }]) => {
    const found = targetGroup && (await unlessMissing(readTargetHealth(ports, targetGroup, signal)))
    return found ? ([service, found] as const) : undefined
  })
  const found = (await Promise.all(health)).filter(one => one !== undefined)
  return new Map<string, TargetHealth>(found)
}
