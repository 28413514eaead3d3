import { unlessMissing } from '../../../aws/index.ts'
import { clusterNameOf } from '../../../resources/cluster.ts'
import { ordinary, readStoppedTasks } from '../../live/stopped-tasks.ts'
import type { Reader } from '../evidence.ts'

export const stopped: Reader<'stopped'> = async ({ manifest, ports, signal }) => {
  const reading = readStoppedTasks(ports, clusterNameOf(manifest), new Set(), signal)
  const { tasks } = (await unlessMissing(reading)) ?? { tasks: [] }
  return tasks.filter(task => !ordinary(task))
}
