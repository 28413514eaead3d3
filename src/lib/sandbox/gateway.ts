import { setTimeout } from 'node:timers/promises'
import { AwsError } from './aws-error.ts'
import { type CallRecord, type Calls, isRead } from './calls.ts'
import type { Clock } from './clock.ts'
import { type CommonError, commonError, invalidInput, notImplemented } from './common-errors.ts'
import type { FaultRule, Faults } from './faults.ts'
import { type Asked, Identifier } from './identify.ts'
import type { Limiter } from './limits.ts'
import type { WireRequest, WireResponse } from './protocols/index.ts'
import type { Service } from './service.ts'
import { InvalidInput } from './validation.ts'
import type { World } from './world.ts'

/** What to do with the connection: answer it, leave it hanging, or cut it. */
export type Reply = WireResponse | 'hang' | 'reset'

export interface GatewayOptions {
  readonly world: World
  readonly services: readonly Service[]
  readonly calls: Calls
  readonly faults: Faults
  readonly limiter: Limiter
  readonly clock: Clock
  /** Account of access keys that name none. */
  readonly account: string
  /** Real ms that every answer takes. */
  readonly latencyMs: number
}

/** AWS's front door: who asks for what, may they, what goes wrong on purpose, and the answer in their protocol. */
export class Gateway {
  readonly #options: GatewayOptions
  readonly #identifier: Identifier

  constructor(options: GatewayOptions) {
    this.#options = options
    this.#identifier = new Identifier(options.services)
  }

  async answer(request: WireRequest): Promise<Reply> {
    const { world, calls, account, latencyMs } = this.#options
    const asked = await this.#identifier.identify(request, world.state, account)
    const record = this.#arrive(asked)
    let outcome = 'ok'
    try {
      if (latencyMs > 0) await setTimeout(latencyMs)
      return await this.#play(asked, record)
    } catch (thrown) {
      const error = this.#asAwsError(thrown, asked)
      outcome = error.code
      return asked.protocol.encodeError(error, exchangeOf(asked))
    } finally {
      calls.leave(record, record.fault === 'hang' ? 'hang' : outcome)
    }
  }

  /** Answers the call, with the fault that the plan holds for it. */
  async #play(asked: Asked, record: CallRecord): Promise<Reply> {
    const { service, operation } = asked.origin
    if (!asked.signed) throw commonError('unsigned', asked.protocol, service, 'Missing Authentication Token')
    const fault = this.#options.faults.next(service, operation, isRead(operation))
    if (fault) record.fault = fault.kind
    if (fault?.kind === 'hang') return 'hang'
    if (fault?.kind === 'reset-before') return 'reset'
    this.#admit(asked, fault)
    const response = await this.#perform(asked, record, fault)
    if (fault?.kind === 'reset-after') return 'reset'
    return fault?.kind === 'garbage' ? { ...response, status: 200, body: '<html>502 {"garbage' } : response
  }

  /** @throws AwsError where the call is turned away at the door */
  #admit({ protocol, origin, caller }: Asked, fault: FaultRule | undefined): void {
    const { service, operation, account, region } = origin
    const error = (kind: CommonError, message: string) =>
      commonError(kind, protocol, service, fault?.message ?? message)
    const isExpired = (caller.expiresAt ?? Number.POSITIVE_INFINITY) <= this.#options.clock.now()
    if (isExpired || fault?.kind === 'expired-token') {
      throw error('expired', 'The security token included in the request is expired')
    }
    if (fault?.kind === 'error') {
      const usual = error('internal', 'We encountered an internal error. Please try again.')
      throw new AwsError(fault.code ?? usual.code, usual.message, fault.status ?? usual.status)
    }
    const admitted = this.#options.limiter.admits(service, operation, account, region)
    if (!admitted || fault?.kind === 'throttle') throw error('throttled', 'Rate exceeded')
  }

  async #perform(asked: Asked, record: CallRecord, fault: FaultRule | undefined): Promise<WireResponse> {
    const { request, service, model, protocol, origin } = asked
    const operation = model.operations.get(origin.operation)
    const handler = service.operations.get(origin.operation)
    const detached = service.detached?.get(origin.operation)
    if (!operation || !(handler || detached)) throw notImplemented(service.id, origin.operation || undefined)
    const input = protocol.decode(request, operation)
    if (!handler) {
      const answer = await detached!(input, origin, this.#options.world)
      return protocol.encode(answer, operation, exchangeOf(asked))
    }
    const stale = fault?.kind === 'stale' ? { seconds: fault.seconds } : undefined
    const { value, changed } = await this.#options.world.run(origin, call => handler(input, call), stale)
    record.changed = changed
    return protocol.encode(value ?? {}, operation, exchangeOf(asked))
  }

  #arrive({ request, origin }: Asked): CallRecord {
    const { requestId: id, principal, ...facts } = origin
    const userAgent = request.headers['user-agent'] ?? ''
    const at = this.#options.clock.now()
    return this.#options.calls.arrive({ id, ...facts, principal: principal.arn, userAgent, at })
  }

  #asAwsError(thrown: unknown, { protocol, service, origin }: Asked): AwsError {
    if (thrown instanceof AwsError) return thrown
    if (thrown instanceof InvalidInput) return invalidInput(thrown, protocol, service.invalidInputCode)
    this.#options.calls.fail(`${service.id}:${origin.operation}`, thrown)
    return commonError('internal', protocol, service.id, `The sandbox failed: ${thrown}`)
  }
}

function exchangeOf({ model, origin }: Asked) {
  return { model, requestId: origin.requestId }
}
