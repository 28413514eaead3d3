import { resources } from '../../../resources/index.ts'
import { type PlanItem, planFor } from '../../../resources/plan.ts'
import type { AnyResource } from '../../../resources/resource.ts'
import { defineCheck, type Finding } from '../check.ts'
import type { Standing } from '../readers/standing.ts'
import { counted } from '../telling.ts'

const mending = { bootstrap: 'bootstrap', secrets: 'secrets put', deploy: 'deploy' } as const
/** A finding a change would bury the rest. */
const shown = 8

/** Whether what stands is what the manifest says. */
export const drift = defineCheck({
  name: 'drift',
  title: 'What stands is what the manifest says',
  area: 'account',
  needs: ['standing'],
  examine({ standing }, { scope }) {
    const known = readable(standing)
    const items = planFor(known, standing.manifest, standing.world).filter(item => counts(item, standing))
    const differing = items.filter(({ action }) => action !== 'none' && action !== 'keep')
    const byStage = Map.groupBy(differing, stageOf)
    const findings = [
      ...[...byStage].map(([stage, alike]) => differs(mending[stage], alike, scope.environment)),
      ...unnamed(standing, scope.environment),
    ]
    const unread = resources.length - known.length
    const left = unread > 0 ? `; ${counted(unread, 'kind')} could not be compared` : ''
    return { looked: `${counted(items.length, 'resource')}${left}`, findings }
  },
})

/** What could not be read would look as if it did not stand, and so would what is compared with it. */
function readable({ unread, asleep }: Standing): AnyResource[] {
  const isKnown = ({ kind, deps }: AnyResource) =>
    !unread.has(kind) && !Object.values<AnyResource>(deps).some(dep => unread.has(dep.kind))
  // While an environment sleeps its scaling differs from the manifest on purpose.
  const isHeldBack = ({ deps }: AnyResource) => asleep && ('service' in deps || 'scalingTarget' in deps)
  return resources.filter(resource => isKnown(resource) && !isHeldBack(resource))
}

/** Before the first release, what only a deploy can make is not missing. */
function counts({ resource, action }: PlanItem, { released }: Standing): boolean {
  return resource.stage !== 'deploy' || released || action === 'remove'
}

/** Removals are bootstrap's, whatever made it. */
function stageOf({ resource, action }: PlanItem): keyof typeof mending {
  return action === 'remove' ? 'bootstrap' : resource.stage
}

function differs(command: string, items: readonly PlanItem[], environment: string): Finding {
  const lines = items.slice(0, shown).map(({ resource, id, action, changes }) => {
    const paths = changes.map(({ path }) => path)
    return [
      action,
      `${resource.kind} ${id}`,
      ...(paths.length > 0 ? [`(${[...new Set(paths)].join(', ')})`] : []),
    ].join(' ')
  })
  const more = items.length > shown ? [`and ${items.length - shown} more`] : []
  const missing = items.some(({ action }) => action === 'create')
  return {
    level: missing ? 'problem' : 'warning',
    message: `${counted(items.length, 'resource')} ${items.length === 1 ? 'differs' : 'differ'} from the manifest.`,
    evidence: [...lines, ...more],
    next: `deployctl plan ${environment}, then deployctl ${command} ${environment}`,
  }
}

/** What the manifest names as `existing` and is not there, or is not as it must be. */
function unnamed({ unread }: Standing, environment: string): Finding[] {
  const missing = [...unread.values()].filter(({ code }) => code.startsWith('preflight.'))
  return missing.map(({ message, hint }) => ({
    level: 'problem',
    message,
    evidence: [],
    next: hint.replaceAll(/\bENV\b/g, environment),
  }))
}
