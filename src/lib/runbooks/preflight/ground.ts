import { resources } from '../../resources/index.ts'
import { planFor } from '../../resources/plan.ts'
import type { AnyResource } from '../../resources/resource.ts'
import type { World } from '../../resources/world.ts'
import type { Context } from '../context.ts'
import type { Checked } from './finding.ts'

/** Whether everything stands that what runs is built on. Drift is left to `plan`. */
export function checkGround({ manifest, scope }: Context, world: World): Checked<void> {
  const needed = new Set(
    resources.filter(({ stage }) => stage === 'deploy').flatMap(resource => [...needs(resource)]),
  )
  const ground = resources.filter(resource => resource.stage === 'bootstrap' && needed.has(resource))
  const items = planFor(ground, manifest, world).filter(({ want }) => want !== undefined)
  const missing = items.filter(({ action }) => action === 'create')
  const names = missing.map(({ resource, id }) => `${resource.kind} ${id}`).join(', ')
  const finding = {
    message: `The ground does not stand yet: ${names}.`,
    hint: `deployctl bootstrap ${scope.environment}`,
  }
  return { checks: items.length, findings: missing.length > 0 ? [finding] : [], value: undefined }
}

function needs(resource: AnyResource): ReadonlySet<AnyResource> {
  const direct: AnyResource[] = Object.values(resource.deps)
  return new Set(direct.flatMap(dep => [dep, ...needs(dep)]))
}
