import { randomUUID } from 'node:crypto'
import { type Caller, callerOf } from './caller.ts'
import { type CredentialScope, credentialScope } from './credentials.ts'
import { type Model, readModel } from './model.ts'
import { formOf, type Protocol, protocolOf, type WireRequest } from './protocols/index.ts'
import type { CallOrigin, Service } from './service.ts'
import type { State } from './store.ts'

/** A request once it is known who asks for what, and in which protocol. */
export interface Asked {
  readonly request: WireRequest
  readonly service: Service
  readonly model: Model
  readonly protocol: Protocol
  readonly origin: CallOrigin
  readonly caller: Caller
  readonly signed: boolean
}

/** Tells what requests ask for; reads each service's model when it is first asked for. */
export class Identifier {
  readonly #services: readonly Service[]
  readonly #models = new Map<string, Promise<Model>>()

  constructor(services: readonly Service[]) {
    this.#services = services
  }

  async identify(request: WireRequest, state: State, defaultAccount: string): Promise<Asked> {
    const scope = credentialScope(request) ?? this.#unsignedScope(request)
    const service = this.#services.find(({ id }) => id === scope?.service)
    const model = service ? await this.#modelOf(service) : guessModel(request)
    const protocol = protocolOf(request, model)
    const caller = callerOf(scope?.accessKeyId ?? 'anonymous', state, defaultAccount)
    const { id, operations, detached } = service ?? absent(scope?.service ?? 'unknown')
    const known = new Set([...operations.keys(), ...(detached?.keys() ?? [])])
    const origin = {
      service: id,
      operation: protocol.operationOf(request, model, known) ?? '',
      account: caller.account,
      region: scope?.region ?? 'us-east-1',
      principal: caller.principal,
      requestId: randomUUID(),
    }
    return {
      request,
      service: service ?? absent(id),
      model,
      protocol,
      origin,
      caller,
      signed: scope !== undefined,
    }
  }

  #modelOf(service: Service): Promise<Model> {
    const model = this.#models.get(service.id) ?? service.load().then(readModel)
    this.#models.set(service.id, model)
    return model
  }

  /** A few operations come without a signature, such as the exchange of a CI job's token for credentials. */
  #unsignedScope(request: WireRequest): CredentialScope | undefined {
    const action = formOf(request).get('Action')
    const service = this.#services.find(({ unsigned }) => action && unsigned?.includes(action))
    return service && { accessKeyId: 'anonymous', region: 'us-east-1', service: service.id }
  }
}

/** Stands for a service that the sandbox does not have. */
function absent(id: string): Service {
  return { id, load: async () => ({}), operations: new Map() }
}

/** A model of nothing, for an answer in the protocol that the request seems to speak. */
function guessModel(request: WireRequest): Model {
  return {
    operations: new Map(),
    protocol: formOf(request).has('Action') ? 'aws.protocols#awsQuery' : 'aws.protocols#restXml',
    namespace: 'com.amazonaws.s3',
    xmlNamespace: '',
    error: () => undefined,
  }
}
