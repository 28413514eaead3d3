import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { AwsError } from './aws-error.ts'
import { type CallRecord, type Calls, isRead } from './calls.ts'
import type { Clock } from './clock.ts'
import { type CommonError, commonError, invalidInput, notImplemented } from './common-errors.ts'
import { type CredentialScope, credentialScope } from './credentials.ts'
import type { FaultRule, Faults } from './faults.ts'
import type { Limiter } from './limits.ts'
import { type Model, readModel } from './model.ts'
import { formOf, type Protocol, protocolOf, type WireRequest, type WireResponse } from './protocols/index.ts'
import type { CallOrigin, Principal, Service } from './service.ts'
import { type Session, sessions } from './sessions.ts'
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

/** A request once it is known what it asks for. */
interface Asked {
  readonly request: WireRequest
  readonly service: Service
  readonly model: Model
  readonly protocol: Protocol
  readonly origin: CallOrigin
  readonly expired: boolean
}

/** AWS's front door: who asks for what, may they, what goes wrong on purpose, and the answer in their protocol. */
export class Gateway {
  readonly #options: GatewayOptions
  readonly #models = new Map<string, Promise<Model>>()

  constructor(options: GatewayOptions) {
    this.#options = options
  }

  async answer(request: WireRequest): Promise<Reply> {
    const scope = credentialScope(request) ?? this.#unsignedScope(request)
    if (!scope)
      return refuse(request, protocol =>
        commonError('unsigned', protocol, '', 'Missing Authentication Token'),
      )
    const service = this.#options.services.find(({ id }) => id === scope.service)
    if (!service) {
      return refuse(request, protocol =>
        notImplemented(scope.service, protocol.operationOf(request, noModel, none)),
      )
    }
    const asked = await this.#identify(request, service, scope)
    const record = this.#arrive(asked)
    let outcome = 'ok'
    try {
      if (this.#options.latencyMs > 0) await setTimeout(this.#options.latencyMs)
      return await this.#play(asked, record)
    } catch (thrown) {
      const error = this.#asAwsError(thrown, asked)
      outcome = error.code
      return asked.protocol.encodeError(error, exchangeOf(asked))
    } finally {
      this.#options.calls.leave(record, record.fault === 'hang' ? 'hang' : outcome)
    }
  }

  /** Answers the call, with the fault that the plan holds for it. */
  async #play(asked: Asked, record: CallRecord): Promise<Reply> {
    const { service, operation } = asked.origin
    const fault = this.#options.faults.next(service, operation, isRead(operation))
    if (fault) record.fault = fault.kind
    if (fault?.kind === 'hang') return 'hang'
    if (fault?.kind === 'reset-before') return 'reset'
    this.#admit(asked, fault)
    const response = await this.#perform(asked, record, fault)
    if (fault?.kind === 'reset-after') return 'reset'
    return fault?.kind === 'garbage' ? { ...response, body: '<html>502 {"garbage' } : response
  }

  /** @throws AwsError where the call is turned away at the door */
  #admit({ protocol, origin, expired }: Asked, fault: FaultRule | undefined): void {
    const { service, operation, account, region } = origin
    const error = (kind: CommonError, message: string) =>
      commonError(kind, protocol, service, fault?.message ?? message)
    if (expired || fault?.kind === 'expired-token') {
      throw error('expired', 'The security token included in the request is expired')
    }
    if (fault?.kind === 'error') {
      const { code, status, message } = error(
        'internal',
        'We encountered an internal error. Please try again.',
      )
      throw new AwsError(fault.code ?? code, message, fault.status ?? status)
    }
    const admitted = this.#options.limiter.admits(service, operation, account, region)
    if (!admitted || fault?.kind === 'throttle') throw error('throttled', 'Rate exceeded')
  }

  async #perform(asked: Asked, record: CallRecord, fault: FaultRule | undefined): Promise<WireResponse> {
    const { request, service, model, protocol, origin } = asked
    const operation = model.operations.get(origin.operation)
    const handler = service.operations.get(origin.operation)
    if (!operation || !handler) throw notImplemented(service.id, origin.operation || undefined)
    const input = protocol.decode(request, operation)
    const stale = fault?.kind === 'stale' ? { seconds: fault.seconds } : undefined
    const { value, changed } = await this.#options.world.run(origin, call => handler(input, call), stale)
    record.changed = changed
    return protocol.encode(value ?? {}, operation, exchangeOf(asked))
  }

  async #identify(request: WireRequest, service: Service, scope: CredentialScope): Promise<Asked> {
    const model = await this.#modelOf(service)
    const protocol = protocolOf(request, model)
    const operation = protocol.operationOf(request, model, new Set(service.operations.keys())) ?? ''
    const session = this.#options.world.state.get(sessions.name)?.get(scope.accessKeyId) as
      | Session
      | undefined
    const account = session?.account ?? accountOf(scope.accessKeyId) ?? this.#options.account
    const origin = {
      service: service.id,
      operation,
      account,
      region: scope.region,
      principal: principalOf(scope.accessKeyId, account, session),
      requestId: randomUUID(),
    }
    const expired = session !== undefined && session.expiresAt <= this.#options.clock.now()
    return { request, service, model, protocol, origin, expired }
  }

  #modelOf(service: Service): Promise<Model> {
    const model = this.#models.get(service.id) ?? service.load().then(readModel)
    this.#models.set(service.id, model)
    return model
  }

  /** A few operations come without a signature, such as the exchange of a CI job's token for credentials. */
  #unsignedScope(request: WireRequest): CredentialScope | undefined {
    const action = formOf(request).get('Action')
    const service = this.#options.services.find(({ unsigned }) => action && unsigned?.includes(action))
    return service && { accessKeyId: 'anonymous', region: 'us-east-1', service: service.id }
  }

  #arrive({ request, origin }: Asked): CallRecord {
    const { service, operation, account, region, principal, requestId } = origin
    const userAgent = request.headers['user-agent'] ?? ''
    const at = this.#options.clock.now()
    const id = requestId
    return this.#options.calls.arrive({
      id,
      service,
      operation,
      account,
      region,
      principal: principal.arn,
      userAgent,
      at,
    })
  }

  #asAwsError(thrown: unknown, { protocol, service, origin }: Asked): AwsError {
    if (thrown instanceof AwsError) return thrown
    if (thrown instanceof InvalidInput) return invalidInput(thrown, protocol, service.invalidInputCode)
    this.#options.calls.fail(`${service.id}:${origin.operation}`, thrown)
    return commonError('internal', protocol, service.id, `The sandbox failed: ${thrown}`)
  }
}

function accountOf(accessKeyId: string): string | undefined {
  return /^\d{12}$/.test(accessKeyId) ? accessKeyId : undefined
}

function principalOf(accessKeyId: string, account: string, session: Session | undefined): Principal {
  if (session) return { accessKeyId, arn: session.arn, userId: session.userId }
  return { accessKeyId, arn: `arn:aws:iam::${account}:user/sandbox`, userId: `AIDA${account}SAND` }
}

function exchangeOf({ model, origin }: Asked) {
  return { model, requestId: origin.requestId }
}

/** Answers a request of which the service is unknown, in the protocol that it seems to speak. */
function refuse(request: WireRequest, errorFor: (protocol: Protocol) => AwsError): WireResponse {
  const guess = formOf(request).has('Action') ? 'aws.protocols#awsQuery' : noModel.protocol
  const protocol = protocolOf(request, { ...noModel, protocol: guess })
  return protocol.encodeError(errorFor(protocol), { model: noModel, requestId: randomUUID() })
}

const none: ReadonlySet<string> = new Set()
const noModel: Model = {
  operations: new Map(),
  protocol: 'aws.protocols#restXml',
  namespace: 'com.amazonaws.s3',
  xmlNamespace: '',
  error: () => undefined,
}
