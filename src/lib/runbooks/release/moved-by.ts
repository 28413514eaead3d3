import type { PlanItem } from '../../resources/plan.ts'

/** The services whose rollout a plan's items begin. Pure. */
export function movedBy(items: readonly PlanItem[]): string[] {
  return items.filter(({ resource }) => resource.kind === 'service').map(({ id }) => id)
}
