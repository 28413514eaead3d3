import type { Type } from 'protobufjs'

/** The part of BuildKit's StatusResponse that progress is made of. */
export interface Trace {
  readonly vertexes: readonly Vertex[]
  readonly logs: readonly { readonly vertex: string; readonly msg: Uint8Array }[]
}

/** One step of a build; told again whenever its state changes. */
export interface Vertex {
  readonly digest: string
  readonly name: string
  readonly cached: boolean
  readonly started?: object | null
  readonly completed?: object | null
  readonly error: string
}

/** Field numbers from moby/buildkit, api/services/control/control.proto. */
const schema = {
  nested: {
    Timestamp: { fields: { seconds: { type: 'int64', id: 1 } } },
    Vertex: {
      fields: {
        digest: { type: 'string', id: 1 },
        name: { type: 'string', id: 3 },
        cached: { type: 'bool', id: 4 },
        started: { type: 'Timestamp', id: 5 },
        completed: { type: 'Timestamp', id: 6 },
        error: { type: 'string', id: 7 },
      },
    },
    VertexLog: { fields: { vertex: { type: 'string', id: 1 }, msg: { type: 'bytes', id: 4 } } },
    StatusResponse: {
      fields: {
        vertexes: { rule: 'repeated', type: 'Vertex', id: 1 },
        logs: { rule: 'repeated', type: 'VertexLog', id: 3 },
      },
    },
  },
}

/** Reads the base64 of a `moby.buildkit.trace` message. */
export async function traceReader(): Promise<(base64: string) => Trace> {
  const { default: protobuf } = await import('protobufjs/light.js')
  const type: Type = protobuf.Root.fromJSON(schema).lookupType('StatusResponse')
  return base64 => type.decode(Buffer.from(base64, 'base64')) as unknown as Trace
}
