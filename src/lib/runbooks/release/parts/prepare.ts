import type { ReleaseRecord } from '../../../releases/record.ts'
import type { ReleasedThing } from '../../../releases/released-things.ts'
import type { World } from '../../../resources/world.ts'
import type { Context } from '../../context.ts'
import type { Checked } from '../../preflight/finding.ts'
import type { TimedSteps } from '../timed-steps.ts'
import type { Things } from './choose.ts'
import { parts } from './index.ts'
import type { AnyPart, PartFound, PartRun, PreparedPart } from './part.ts'

type ByName = Readonly<Record<string, ReleasedThing>>

/** A part whose things are ready to be moved. */
export interface ReadyPart {
  readonly part: AnyPart
  readonly prepared: PreparedPart<ReleasedThing>
}

/** A part, and what a release wants of it. */
export interface WantedPart extends ReadyPart {
  readonly things: ByName
}

/** Preflight of all parts. */
export function checkParts(context: Context, things: Things, world: World): Promise<Checked<unknown>[]> {
  return Promise.all(chosenParts(things).map(({ part, names }) => part.check(context, names, world)))
}

/** Makes all parts ready, each as a step. */
export async function prepareParts(
  run: PartRun,
  steps: TimedSteps,
  things: Things,
  world: World,
): Promise<ReadyPart[]> {
  const ready: ReadyPart[] = []
  for (const { part, names } of chosenParts(things)) {
    const prepared = await steps.step(`prepare ${part.name}`, () => part.prepare(run, names, world))
    ready.push({ part, prepared })
  }
  return ready
}

/** What a release is to hold of all parts, next to what stands. */
export function wantedParts(ready: readonly ReadyPart[], found: PartFound): Promise<WantedPart[]> {
  return Promise.all(ready.map(async one => ({ ...one, things: await one.prepared.wanted(found) })))
}

/** Whether any thing has to be moved. */
export function differing(wanted: readonly WantedPart[]): boolean {
  return wanted.some(({ things }) => Object.values(things).some(({ outcome }) => outcome !== 'unchanged'))
}

/** All things as they stand when a release begins, as the newest success recorded them. Pure. */
export function standingThings(records: readonly ReleaseRecord[]): Partial<ReleaseRecord> {
  const standing = parts.flatMap(({ name }) => {
    const recorded: ByName | undefined = records.find(
      record => record.outcome === 'succeeded' && record[name],
    )?.[name]
    const things = Object.entries(recorded ?? {}).map(([id, thing]) => [
      id,
      { ...thing, outcome: 'unchanged' },
    ])
    return things.length > 0 ? [[name, Object.fromEntries(things)]] : []
  })
  return Object.fromEntries(standing)
}

function chosenParts(things: Things): { part: AnyPart; names: readonly string[] }[] {
  const chosen = parts.map(part => ({ part, names: things.get(part.name) ?? [] }))
  return chosen.filter(({ names }) => names.length > 0)
}
