/** A rule that stands on the listener: what it does, as text, and its number; the lowest number wins. */
export interface PlacedRule {
  readonly arn: string
  readonly text: string
  readonly priority: number
}

export interface Placement {
  /** New numbers of rules that stand, to be given in one call: their order among themselves stays. */
  readonly moves: readonly { readonly arn: string; readonly priority: number }[]
  /** To be made in this order. */
  readonly creations: readonly { readonly text: string; readonly priority: number }[]
  /** To be removed in this order, after all else. */
  readonly removals: readonly string[]
}

type Step = PlacedRule | { readonly text: string; readonly arn?: undefined; readonly priority?: undefined }

const spacing = 10
/** Highest priority of a rule (ELBv2 API reference, CreateRule). */
const highest = 50_000

/**
 * How the wanted rules take the place of those that stand, such that at every moment each request goes where it
 * went before or where it will go, never elsewhere. A rule is never rewritten. New ones are put in before the old
 * ones that they replace, the first first; and old ones leave last first.
 * @param wanted texts of the rules, first match first
 * @param standing our own rules on the listener, in any order
 * @param foreign numbers that somebody else's rules have
 */
export function placeRules(
  wanted: readonly string[],
  standing: readonly PlacedRule[],
  foreign: readonly number[],
): Placement {
  const ordered = standing.toSorted((a, b) => a.priority - b.priority)
  const kept = keepInOrder(wanted, ordered)
  const steps = merge(wanted, ordered, kept)
  const numbers = fill(steps, foreign) ?? renumber(steps.length, ordered, foreign)
  const numbered = steps.map((step, index) => ({ step, priority: numbers[index]! }))
  return {
    moves: numbered.flatMap(({ step, priority }) =>
      step.arn && step.priority !== priority ? [{ arn: step.arn, priority }] : [],
    ),
    creations: numbered.flatMap(({ step, priority }) => (step.arn ? [] : [{ text: step.text, priority }])),
    removals: ordered
      .filter(rule => !kept.has(rule))
      .map(({ arn }) => arn)
      .toReversed(),
  }
}

/** The standing rules that are wanted and already stand in the wanted order; others of them are made anew. */
function keepInOrder(wanted: readonly string[], standing: readonly PlacedRule[]): ReadonlySet<PlacedRule> {
  const kept = new Set<PlacedRule>()
  let next = 0
  for (const rule of standing) {
    const index = wanted.indexOf(rule.text, next)
    if (index < 0) continue
    kept.add(rule)
    next = index + 1
  }
  return kept
}

/** One sequence of both, in which the standing ones keep their order and new ones come before what they replace. */
function merge(
  wanted: readonly string[],
  standing: readonly PlacedRule[],
  kept: ReadonlySet<PlacedRule>,
): Step[] {
  const steps: Step[] = []
  const waiting = [...wanted]
  let leaving: PlacedRule[] = []
  for (const rule of standing) {
    if (!kept.has(rule)) {
      leaving.push(rule)
      continue
    }
    const before = waiting.splice(0, waiting.indexOf(rule.text) + 1).slice(0, -1)
    steps.push(...before.map(text => ({ text })), ...leaving, rule)
    leaving = []
  }
  return [...steps, ...waiting.map(text => ({ text })), ...leaving]
}

/** Numbers for the new steps in the gaps between the standing ones; undefined where a gap is too narrow. */
function fill(steps: readonly Step[], foreign: readonly number[]): number[] | undefined {
  const taken = new Set(foreign)
  const numbers: number[] = []
  let previous = steps[0]?.priority === undefined ? lowest(steps, foreign) : 0
  for (const [index, step] of steps.entries()) {
    const next = steps.slice(index).find(other => other.priority !== undefined)?.priority
    const number = step.priority ?? freeBetween(previous, next ?? previous + 2 * spacing, taken)
    if (number === undefined || number > highest) return undefined
    numbers.push(number)
    previous = number
  }
  return numbers
}

/** Where new rules begin: behind everybody else's, so that no request is taken from them. */
function lowest(steps: readonly Step[], foreign: readonly number[]): number {
  const first = steps.find(({ priority }) => priority !== undefined)?.priority
  const behind = Math.max(0, ...foreign)
  return first === undefined || behind < first ? behind : 0
}

function freeBetween(low: number, high: number, taken: ReadonlySet<number>): number | undefined {
  const middle = Math.min(low + spacing, Math.floor((low + high) / 2))
  for (let number = Math.max(middle, low + 1); number < high; number++) {
    if (!taken.has(number)) return number
  }
  return undefined
}

/** Numbers that nobody has now: a call that swaps numbers in use is refused by some implementations. */
function renumber(count: number, standing: readonly PlacedRule[], foreign: readonly number[]): number[] {
  const taken = new Set([...foreign, ...standing.map(({ priority }) => priority)])
  const start = Math.max(0, ...taken)
  const roomy = Array.from({ length: count }, (_, index) => start + (index + 1) * spacing)
  if ((roomy.at(-1) ?? 0) <= highest) return roomy
  const free: number[] = []
  for (let number = 1; free.length < count; number++) if (!taken.has(number)) free.push(number)
  return free
}
