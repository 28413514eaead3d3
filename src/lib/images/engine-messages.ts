import { createInterface } from 'node:readline'
import { addAbortSignal, type Readable } from 'node:stream'

/** What the engine tells while it builds or pushes; one JSON object a line. */
export interface EngineMessage {
  readonly id?: string
  readonly stream?: string
  readonly status?: string
  readonly progressDetail?: { readonly current?: number; readonly total?: number }
  /** Base64 of a BuildKit trace, or facts such as the image's id. */
  readonly aux?: string | { readonly ID?: string; readonly Digest?: string }
  readonly error?: string
}

/** Reads an answer of the engine as it comes. Ends with the signal's reason when aborted. */
export async function* engineMessages(
  answer: NodeJS.ReadableStream,
  signal?: AbortSignal,
): AsyncGenerator<EngineMessage> {
  const stream = answer as Readable
  if (signal) addAbortSignal(signal, stream)
  let broken: unknown
  // readline passes an error of its input on only in some releases of Node: keep it here.
  stream.once('error', error => {
    broken = error
  })
  for await (const line of createInterface({ input: stream })) {
    if (line.trim() !== '') yield JSON.parse(line)
  }
  signal?.throwIfAborted()
  if (broken) throw broken
}

/** The words with which the engine refused a request, from the error that dockerode makes of its answer. */
export function refusalOf(error: unknown): string {
  const { statusCode, message } = error as { statusCode?: number; message: string }
  if (statusCode === undefined) throw error
  return message.replace(/^\(HTTP code \d+\) [^-]+ - /, '').trim()
}
