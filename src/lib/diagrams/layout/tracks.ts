import { wire } from './measures.ts'
import type { Net } from './nets.ts'
import type { Route } from './routes.ts'

/** Heights of the lines of a gutter that run from left to right. */
export interface Gutter {
  /** How many lines have to run below one another. */
  readonly count: number
  /** The line of each net, from the top. */
  readonly track: ReadonlyMap<Net, number>
}

/** From where to where a net runs in one gutter. */
interface Run {
  readonly net: Net
  readonly left: number
  readonly right: number
}

/** Gives every net of every gutter a line of its own where lines would meet. Pure. */
export function guttersOf(routes: readonly Route[], rows: number): Gutter[] {
  return Array.from({ length: rows + 1 }, (_, gutter) => assigned(runsIn(gutter, routes)))
}

function runsIn(gutter: number, routes: readonly Route[]): Run[] {
  const passing = routes.filter(route => route.start.gutter === gutter || route.end.gutter === gutter)
  return [...Map.groupBy(passing, ({ net }) => net)].map(([net, own]) => {
    const xs = own.flatMap(route => turnsIn(gutter, route))
    return { net, left: Math.min(...xs), right: Math.max(...xs) }
  })
}

function turnsIn(gutter: number, { start, channel, end }: Route): number[] {
  if (channel === undefined) return [start.x, end.x]
  return [channel, start.gutter === gutter ? start.x : end.x]
}

function assigned(runs: readonly Run[]): Gutter {
  const track = new Map<Net, number>()
  const placed: Run[] = []
  const turning = runs.filter(({ left, right }) => right > left)
  for (const run of turning.toSorted((a, b) => a.left - b.left || a.right - b.right)) {
    track.set(run.net, firstFree(run, placed, track))
    placed.push(run)
  }
  return { count: Math.max(0, ...[...track.values()].map(at => at + 1)), track }
}

function firstFree(run: Run, placed: readonly Run[], track: ReadonlyMap<Net, number>): number {
  let at = 0
  while (placed.some(other => track.get(other.net) === at && meets(run, other))) at++
  return at
}

function meets(one: Run, other: Run): boolean {
  return one.left - wire.apart < other.right && other.left - wire.apart < one.right
}
