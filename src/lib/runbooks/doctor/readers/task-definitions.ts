import type { Reader } from '../evidence.ts'

export const taskDefinitions: Reader<'taskDefinitions'> = async ({ ports, signal }, read) => {
  const definitions = [...(await read('live'))].map(async ([service, { taskDefinition }]) => {
    const answer = await ports.ecs.describeTaskDefinition({ taskDefinition }, { signal })
    return [service, answer.taskDefinition!] as const
  })
  return new Map(await Promise.all(definitions))
}
