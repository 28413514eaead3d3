import type { ReleaseRecord } from '../../../releases/record.ts'
import type { PartName, ReleasedThing, ReleasedThings } from '../../../releases/released-things.ts'
import type { ReleaseInProgress } from '../release-in-progress.ts'
import type { Fate } from '../undo.ts'
import { parts } from './index.ts'
import { record } from './move.ts'
import type { AnyPart, PartRun } from './part.ts'

type ByName = Readonly<Record<string, ReleasedThing>>

/** One thing that went back, or did not. */
export interface Returned {
  /** `site docs` */
  readonly label: string
  readonly part: AnyPart
  readonly name: string
  readonly thing: ReleasedThing
  readonly refused?: unknown
}

/**
 * Takes the things that a failed release moved back to the release before it.
 * @param keep leaves them where they are
 * @returns what became of each, by what it is called: `returned`; `stays` where nothing came before; `lost` where going back failed
 */
export async function undoParts(
  run: PartRun,
  failed: ReleaseRecord,
  previous: ReleaseRecord | undefined,
  keep: boolean,
): Promise<Record<string, Fate>> {
  const moved = parts.flatMap(part =>
    Object.entries(thingsOf(failed, part.name)).flatMap(([name, { outcome }]) =>
      outcome === 'unchanged' ? [] : [{ part, name, before: thingsOf(previous ?? {}, part.name)[name] }],
    ),
  )
  const fates = await Promise.all(
    moved.map(async ({ part, name, before }): Promise<[string, Fate]> => {
      if (!before || keep) return [labelOf(part, name), 'stays']
      const { label, refused } = await back(run, part, name, before)
      return [label, refused === undefined ? 'returned' : 'lost']
    }),
  )
  run.context.signal.throwIfAborted()
  return Object.fromEntries(fates)
}

/** What a return to a release comes to, by part: see `assess` of a part. Reads only. */
export async function assessParts(run: PartRun, target: ReleaseRecord): Promise<ReleasedThings> {
  const assessed = await Promise.all(
    parts.map(async part => [part.name, await part.assess(run, thingsOf(target, part.name))] as const),
  )
  return Object.fromEntries(assessed.filter(([, things]) => Object.keys(things).length > 0))
}

/** What `returnParts` would move, and what each would become, for people. Pure. */
export function movesOf(things: ReleasedThings): Record<string, string> {
  return Object.fromEntries(
    pendingOf(things).map(({ part, name, thing }) => [labelOf(part, name), part.describe(thing)]),
  )
}

/** Takes every `pending` thing to what a rollback is to restore, all at once. */
export async function returnParts(run: PartRun, things: ReleasedThings): Promise<Returned[]> {
  const returned = await Promise.all(
    pendingOf(things).map(({ part, name, thing }) => back(run, part, name, thing)),
  )
  run.context.signal.throwIfAborted()
  return returned
}

/** Writes down how things fared that a rollback returned. */
export async function recordReturned(
  release: ReleaseInProgress,
  returned: readonly Returned[],
): Promise<void> {
  for (const [part, things] of Map.groupBy(returned, ({ part }) => part))
    await record(release, part, Object.fromEntries(things.map(({ name, thing }) => [name, thing])))
}

/** One by one: what is refused of one thing must not hide what became of the others. */
async function back(run: PartRun, part: AnyPart, name: string, thing: ReleasedThing): Promise<Returned> {
  const { clock } = run.context
  const started = clock.now()
  const refused = await part.restore(run, name, thing).then(
    () => undefined,
    (error: unknown) => error,
  )
  const seconds = Math.round((clock.now() - started) / 100) / 10
  const outcome = refused === undefined ? 'succeeded' : 'failed'
  return { label: labelOf(part, name), part, name, thing: { ...thing, outcome, seconds }, refused }
}

function pendingOf(things: ReleasedThings) {
  return parts.flatMap(part =>
    Object.entries(thingsOf(things, part.name)).flatMap(([name, thing]) =>
      thing.outcome === 'unchanged' ? [] : [{ part, name, thing }],
    ),
  )
}

function thingsOf(things: ReleasedThings, part: PartName): ByName {
  return things[part] ?? {}
}

function labelOf({ one }: AnyPart, name: string): string {
  return `${one} ${name}`
}
