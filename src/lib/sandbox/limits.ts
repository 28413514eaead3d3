import type { Clock } from './clock.ts'

/** A token bucket that some operations of a service share, per account and region. */
export interface Limit {
  readonly service: string
  readonly operations: RegExp
  /** Calls at once. */
  readonly burst: number
  /** Calls per virtual second afterwards. */
  readonly perSecond: number
}

/** AWS's documented quotas, where a deployment tool meets them. */
export const limits: readonly Limit[] = [
  { service: 'ecs', operations: /^RegisterTaskDefinition$/, burst: 20, perSecond: 1 },
  { service: 'elasticloadbalancing', operations: /^Describe/, burst: 40, perSecond: 10 },
  {
    service: 'secretsmanager',
    operations: /^(Create|Put|Update|Delete|Restore|Tag|Untag)/,
    burst: 50,
    perSecond: 50,
  },
  // Lambda quotas: control plane requests, and those two apart.
  {
    service: 'lambda',
    operations: /^(?!Invoke|GetFunction$|GetPolicy$)/,
    burst: 15,
    perSecond: 15,
  },
  { service: 'lambda', operations: /^GetFunction$/, burst: 100, perSecond: 100 },
  { service: 'lambda', operations: /^GetPolicy$/, burst: 15, perSecond: 15 },
  { service: 'route53', operations: /./, burst: 50, perSecond: 10 },
]

/**
 * Refills in virtual time, like everything else that AWS measures in seconds: a client that paces itself on the
 * sandbox's factor meets the same limits at any speed, and with time standing still the count is exact.
 */
export class Limiter {
  readonly #clock: Clock
  readonly #buckets = new Map<string, { tokens: number; at: number }>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Takes a token; false where there is none left. */
  admits(service: string, operation: string, account: string, region: string): boolean {
    return limits
      .filter(limit => limit.service === service && limit.operations.test(operation))
      .every(limit => this.#take(limit, `${service}/${limit.operations}/${account}/${region}`))
  }

  #take({ burst, perSecond }: Limit, key: string): boolean {
    const now = this.#clock.now()
    const bucket = this.#buckets.get(key) ?? { tokens: burst, at: now }
    const refilled = Math.min(burst, bucket.tokens + ((now - bucket.at) / 1000) * perSecond)
    const admitted = refilled >= 1
    this.#buckets.set(key, { tokens: admitted ? refilled - 1 : refilled, at: now })
    return admitted
  }
}
