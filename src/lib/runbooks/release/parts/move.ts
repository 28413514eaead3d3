import type { Told } from '../../../events/index.ts'
import type { ReleasedThing } from '../../../releases/released-things.ts'
import type { Context } from '../../context.ts'
import type { ReleaseInProgress } from '../release-in-progress.ts'
import type { TimedSteps } from '../timed-steps.ts'
import type { AnyPart } from './part.ts'
import type { WantedPart } from './prepare.ts'

type ByName = Readonly<Record<string, ReleasedThing>>

/**
 * Puts to use what a release wants of its parts, one part after the other, all things of a part at once.
 * @returns what was refused; undefined where all went well. What comes after a part that failed is not begun.
 */
export async function moveParts(
  context: Context,
  steps: TimedSteps,
  release: ReleaseInProgress,
  wanted: readonly WantedPart[],
): Promise<unknown> {
  for (const { part, prepared, things } of wanted) {
    await record(release, part, things)
    const names = Object.keys(things).filter(name => things[name]!.outcome !== 'unchanged')
    if (names.length === 0) continue
    const attempts = await steps.step(
      part.name,
      () => Promise.all(names.map(name => attempt(context, prepared, name, things[name]!))),
      describe,
    )
    context.signal.throwIfAborted()
    await record(release, part, Object.fromEntries(attempts.map(({ name, thing }) => [name, thing])))
    const failed = attempts.find(({ refused }) => refused !== undefined)
    if (failed) return failed.refused
  }
  return undefined
}

interface Attempt {
  readonly name: string
  readonly thing: ReleasedThing
  readonly told: string
  readonly refused?: unknown
}

/** What fails of one thing must leave the others finished and told. */
async function attempt(
  { clock }: Context,
  prepared: WantedPart['prepared'],
  name: string,
  wanted: ReleasedThing,
): Promise<Attempt> {
  const started = clock.now()
  const seconds = () => Math.round((clock.now() - started) / 100) / 10
  try {
    const { thing, told } = await prepared.move(name, wanted)
    return { name, thing: { ...thing, outcome: 'succeeded', seconds: seconds() }, told }
  } catch (refused) {
    const thing = { ...wanted, outcome: 'failed' as const, seconds: seconds() }
    return { name, thing, told: 'failed', refused }
  }
}

function describe(attempts: readonly Attempt[]): Told {
  const told = attempts.map(one => `${one.name} ${one.told}`).join('; ')
  return attempts.some(({ refused }) => refused !== undefined) ? { failed: told } : told
}

/** Replaces what the release's record holds of these things. */
export async function record(release: ReleaseInProgress, { name }: AnyPart, things: ByName): Promise<void> {
  const held: ByName = release.record[name] ?? {}
  const change: object = { [name]: { ...held, ...things } }
  await release.update(change)
}
