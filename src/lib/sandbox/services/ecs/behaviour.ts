import type { Call } from '../../service.ts'
import { type Behaviour, behaviourOf } from './fate.ts'
import { digestOf } from './images.ts'
import type { TaskDefinitionRecord } from './tables.ts'

interface Who {
  readonly definition: TaskDefinitionRecord
  /** The service's name, where it is a service's task. */
  readonly service?: string | undefined
  readonly failedTasks?: number
  /** Environment from the overrides of RunTask. */
  readonly environment?: Readonly<Record<string, string>>
}

/** How tasks of a task definition behave: the fault plan's section for ECS first, then the containers' environment. */
export function behaviourOfTask(
  call: Call,
  { definition, service, failedTasks = 0, environment }: Who,
): Behaviour {
  const containers = definition.containerDefinitions ?? []
  const own = containers.flatMap(container =>
    (container.environment ?? []).map(({ name, value }) => [name, value]),
  )
  return behaviourOf(
    {
      names: [
        ...(service === undefined ? [] : [service]),
        definition.family,
        ...containers.flatMap(({ name = '', image = '' }) => [name, image, digestOf(call, image) ?? '']),
      ],
      revision: definition.revision,
      failedTasks,
      environment: { ...Object.fromEntries(own), ...environment },
    },
    call.faults,
  )
}
