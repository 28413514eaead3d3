import type { Manifest } from '../manifest/schema/manifest.ts'
import { scheduledBounds, scheduleOf } from '../resources/scaling-bounds.ts'
import { runsIn, type Span, spanFor } from './clock.ts'
import { type Duty, tasksAt } from './month.ts'

interface Change {
  readonly at: number
  readonly tasks: number
}

/** How much of a service runs by the manifest's schedule; undefined where no entry moves it. */
export function scheduledDuty(manifest: Manifest, name: string, load: number): Duty | undefined {
  const entries = scheduleOf(manifest, name)
  if (entries.length === 0) return undefined
  const { count } = manifest.services[name]!
  const span = spanFor(entries)
  const changes = entries.flatMap(entry => {
    const tasks = tasksAt(scheduledBounds(entry.count, count), load)
    return runsIn(span, entry).map(at => ({ at, tasks }))
  })
  return average(
    changes.toSorted((a, b) => a.at - b.at),
    span,
  )
}

/** Time goes round: before the first change holds what the last one set. */
function average(changes: readonly Change[], { start, end }: Span): Duty {
  const last = changes.at(-1)
  if (!last) return { tasks: 0, awake: 0 }
  const spans = [{ at: start, tasks: last.tasks }, ...changes].map(({ at, tasks }, index) => ({
    tasks,
    length: (changes[index]?.at ?? end) - at,
  }))
  const total = (weight: (tasks: number) => number) =>
    spans.reduce((sum, { tasks, length }) => sum + weight(tasks) * length, 0) / (end - start)
  return { tasks: total(tasks => tasks), awake: total(tasks => (tasks > 0 ? 1 : 0)) }
}
