import type { Manifest } from '../../manifest/schema/manifest.ts'
import type { ReleasedService, ReleaseRecord } from '../../releases/record.ts'
import { resources } from '../../resources/index.ts'
import { type PlanItem, planFor } from '../../resources/plan.ts'
import type { ServiceState } from '../../resources/service-lookup.ts'
import type { TaskDefinitionState } from '../../resources/task-definition.ts'
import type { World } from '../../resources/world.ts'
import type { ReleaseImages } from './obtain-images.ts'

const deployed = resources.filter(({ stage }) => stage === 'deploy')
const definitions = deployed.filter(({ kind }) => kind === 'task-definition')
/** What a part of the release moves by itself; see `parts/`. */
const ofParts = ['schedule']
const running = deployed.filter(({ kind }) => kind !== 'task-definition' && !ofParts.includes(kind))

/** The manifest with only these images' services pinned, so that the plan is about them alone. Pure. */
export function pinnedTo(manifest: Manifest, images: ReleaseImages): Manifest {
  const services = Object.entries(manifest.services).map(([name, service]) => [
    name,
    { ...service, image: images.get(name)?.reference },
  ])
  return { ...manifest, services: Object.fromEntries(services) }
}

/** What has to be registered before anything can run on it. Pure. */
export function planDefinitions(pinned: Manifest, world: World): PlanItem[] {
  return planFor(definitions, pinned, world).filter(toBeMade)
}

/**
 * What has to be created or moved once the task definitions stand: services and their scaling. While they sleep,
 * their scaling stays held back: it would wake them. Pure.
 */
export function planRunning(pinned: Manifest, world: World, asleep: boolean): PlanItem[] {
  const kinds = asleep ? running.filter(({ kind }) => kind === 'service') : running
  return planFor(kinds, pinned, world).filter(toBeMade)
}

/** What stands and the manifest no longer names; a deploy leaves it alone. Pure. */
export function leftAlone({ services }: Manifest, world: World): string[] {
  return [...world.of('service').keys()].filter(name => !(name in services))
}

/**
 * The services of a release, for its record: those that it deploys, and all others as they run, so that one
 * record tells what ran where. Pure.
 */
export function releasedServices(
  images: ReleaseImages,
  moving: readonly string[],
  world: World,
  records: readonly ReleaseRecord[],
): Record<string, ReleasedService> {
  const taskDefinitions = world.lookup<TaskDefinitionState>('task-definition')
  const services = world.lookup<ServiceState>('service')
  const others = services.entries().flatMap(([name, { settings }]) => {
    const recorded = records.map(record => record.services[name])
    const running = recorded.find(service => service?.taskDefinition === settings.taskDefinition)
    return running && !images.has(name)
      ? [[name, { ...running, outcome: 'unchanged' as const }] as const]
      : []
  })
  const ours = [...images].map(([name, { reference, tag }]): [string, ReleasedService] => [
    name,
    {
      image: reference,
      ...(tag === undefined ? {} : { tag }),
      taskDefinition: taskDefinitions.of(name).arn,
      desired: services.get(name)?.desiredCount ?? 0,
      outcome: moving.includes(name) ? 'pending' : 'unchanged',
    },
  ])
  return Object.fromEntries([...others, ...ours])
}

function toBeMade({ action }: PlanItem): boolean {
  return action === 'create' || action === 'update' || action === 'replace'
}
