import type { ContainerDefinition } from '@aws-sdk/client-ecs'

/** Whether a container is nothing but a client of a database: there is none behind the sandbox's instances. */
export function isDatabaseClient({ entryPoint = [] }: ContainerDefinition): boolean {
  return entryPoint.length === 1 && /^(psql|mysql)$/.test(entryPoint[0]!)
}
