import { NormalizedSchema } from '@smithy/core/schema'
import type { SchemaRef, StaticErrorSchema, StaticOperationSchema } from '@smithy/types'

/** One operation of a service, as the SDK's client package describes it. */
export interface Operation {
  readonly name: string
  /** Method, URI template, and status of success; REST protocols only. */
  readonly http?: readonly [method: string, uri: string, status: number]
  readonly input: NormalizedSchema
  readonly output: NormalizedSchema
}

/** What a client package knows of its service's wire form. */
export interface Model {
  readonly operations: ReadonlyMap<string, Operation>
  /** The protocol's shape id, such as `aws.protocols#restXml`. */
  readonly protocol: string
  readonly namespace: string
  readonly xmlNamespace: string
  error(code: string): ModelledError | undefined
}

export interface ModelledError {
  /** The shape's name: what JSON protocols send. */
  readonly name: string
  /** What Query protocols send. */
  readonly code: string
  readonly status: number
  readonly schema: NormalizedSchema
}

interface ErrorTraits {
  readonly awsQueryError?: readonly [code: string, status: number]
  readonly httpError?: number
  readonly error?: 'client' | 'server'
}

interface Client {
  readonly config: {
    readonly protocol: { getShapeId(): string }
    readonly protocolSettings: {
      readonly defaultNamespace: string
      readonly xmlNamespace?: string
      readonly errorTypeRegistries: readonly { readonly schemas: ReadonlyMap<string, SchemaRef> }[]
    }
  }
}

/** Reads the model out of a client package, such as the result of `import('@aws-sdk/client-sts')`. */
export function readModel(clientPackage: object): Model {
  const exported = Object.entries(clientPackage)
  const { protocol, protocolSettings } = clientOf(exported).config
  const errors = protocolSettings.errorTypeRegistries
    .flatMap(registry => [...registry.schemas.values()])
    .map(readError)
  return {
    operations: new Map(exported.filter(isOperation).map(([, schema]) => [schema[2], readOperation(schema)])),
    protocol: protocol.getShapeId(),
    namespace: protocolSettings.defaultNamespace,
    xmlNamespace: protocolSettings.xmlNamespace ?? '',
    error: code => errors.find(error => error.name === code) ?? errors.find(error => error.code === code),
  }
}

function clientOf(exported: [string, unknown][]): Client {
  const [, Constructor] = exported.find(([name]) => /^[A-Z]\w*Client$/.test(name))!
  const credentials = { accessKeyId: 'schemas', secretAccessKey: 'only' }
  return new (Constructor as new (config: object) => Client)({ region: 'us-east-1', credentials })
}

function isOperation(entry: [string, unknown]): entry is [string, StaticOperationSchema] {
  return Array.isArray(entry[1]) && entry[1][0] === 9
}

function readOperation([, , name, traits, input, output]: StaticOperationSchema): Operation {
  const { http } = typeof traits === 'object' ? traits : {}
  return {
    name,
    ...(http && { http }),
    input: NormalizedSchema.of(input),
    output: NormalizedSchema.of(output),
  }
}

function readError(ref: SchemaRef): ModelledError {
  const schema = NormalizedSchema.of(ref)
  const name = (ref as StaticErrorSchema)[2]
  const { awsQueryError, httpError, error } = schema.getMergedTraits() as ErrorTraits
  return {
    name,
    code: awsQueryError?.[0] ?? name,
    status: httpError ?? awsQueryError?.[1] ?? (error === 'server' ? 500 : 400),
    schema,
  }
}
