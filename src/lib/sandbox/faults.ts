const kinds = [
  'throttle',
  'error',
  'hang',
  'reset-before',
  'reset-after',
  'garbage',
  'stale',
  'expired-token',
] as const

/** Something to go wrong with calls on purpose. */
export interface FaultRule {
  /**
   * `throttle`, `error` (5xx) and `expired-token` answer instead of the service; `hang` never answers;
   * `reset-before` and `reset-after` cut the connection, the one before and the other after the change is kept;
   * `garbage` keeps the change and answers nonsense; `stale` answers a read from an older state.
   */
  readonly kind: (typeof kinds)[number]
  /** Signing name; any service where absent. */
  readonly service?: string
  /** Operation's name; any where absent. */
  readonly operation?: string
  /** Which of the matching calls: the nth only, every nth, or the first n. All of them where absent. */
  readonly on?: { readonly nth?: number; readonly every?: number; readonly first?: number }
  /** Status of an `error`; 500 where absent. */
  readonly status?: number
  /** Code of an `error`; the protocol's own where absent. */
  readonly code?: string
  readonly message?: string
  /** How old a `stale` read is, in virtual seconds; where absent, it misses the service's last change. */
  readonly seconds?: number
}

export interface FaultPlan {
  readonly calls?: readonly FaultRule[]
  /** What a service itself plays: passed to its handlers as it is, by signing name. */
  readonly services?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

interface CountedRule {
  readonly rule: FaultRule
  matched: number
  fired: number
}

/** The faults in force. */
export class Faults {
  #rules: CountedRule[] = []
  #services: Record<string, Readonly<Record<string, unknown>>> = {}

  constructor(plan: FaultPlan = {}) {
    this.add(plan)
  }

  /** Adds to the plan in force; a service's section replaces its earlier one. */
  add({ calls = [], services = {} }: FaultPlan): void {
    this.#rules.push(...calls.map(rule => ({ rule, matched: 0, fired: 0 })))
    this.#services = { ...this.#services, ...services }
  }

  clear(): void {
    this.#rules = []
    this.#services = {}
  }

  /** The plan in force, each rule with how many calls it matched and how many it hit. */
  describe() {
    const calls = this.#rules.map(({ rule, matched, fired }) => ({ ...rule, matched, fired }))
    return { calls, services: this.#services }
  }

  /** The fault to play on this call. Every matching rule counts it; the first that is due plays. */
  next(service: string, operation: string, read: boolean): FaultRule | undefined {
    let chosen: FaultRule | undefined
    for (const counted of this.#rules) {
      if (!matches(counted.rule, service, operation, read)) continue
      counted.matched += 1
      if (chosen || !isDue(counted.rule, counted.matched)) continue
      counted.fired += 1
      chosen = counted.rule
    }
    return chosen
  }

  ofService(service: string): Readonly<Record<string, unknown>> {
    return this.#services[service] ?? {}
  }
}

function matches(rule: FaultRule, service: string, operation: string, read: boolean): boolean {
  if (rule.kind === 'stale' && !read) return false
  return (rule.service ?? service) === service && (rule.operation ?? operation) === operation
}

function isDue({ on }: FaultRule, count: number): boolean {
  if (on?.nth !== undefined) return count === on.nth
  if (on?.every !== undefined) return count % on.every === 0
  return count <= (on?.first ?? Number.POSITIVE_INFINITY)
}

const ruleMembers = ['kind', 'service', 'operation', 'on', 'status', 'code', 'message', 'seconds']

/** What is wrong with a plan from outside, or undefined where it is well formed. */
export function planProblem(plan: unknown): string | undefined {
  if (!isObject(plan)) return 'a fault plan is an object'
  const { calls = [], services = {}, ...others } = plan
  const [unknown] = Object.keys(others)
  if (unknown !== undefined) return `a fault plan has no ${unknown}`
  if (!Array.isArray(calls)) return 'calls is a list of rules'
  if (!isObject(services)) return 'services is an object of sections by signing name'
  return calls.map(ruleProblem).find(problem => problem !== undefined)
}

function ruleProblem(rule: unknown): string | undefined {
  if (!isObject(rule)) return 'a rule is an object'
  const unknown = Object.keys(rule).find(name => !ruleMembers.includes(name))
  if (unknown !== undefined) return `a rule has no ${unknown}`
  return kinds.some(kind => kind === rule.kind) ? undefined : `a rule's kind is one of ${kinds.join(', ')}`
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
