import { validateHeaderName, validateHeaderValue } from 'node:http'
import { hopByHop } from '../../invocation/hop-by-hop.ts'
import { parsedPayload } from '../../invocation/payload.ts'
import type { Answer } from './answers.ts'

interface Structured {
  readonly statusCode: number
  readonly statusDescription?: unknown
  readonly headers?: unknown
  readonly multiValueHeaders?: unknown
  readonly body?: unknown
  readonly isBase64Encoded?: unknown
}

/** The largest answer of a function that a load balancer takes. */
const mostBytes = 1024 * 1024

/**
 * What becomes of a function's answer behind a load balancer.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html#respond-to-load-balancer
 *
 * @param payload JSON
 * @param multiValue whether its headers are lists, by another name
 * @returns undefined where it is malformed or too large
 */
export function answerOfFunction(payload: string, multiValue: boolean): Answer | undefined {
  const answer = Buffer.byteLength(payload) > mostBytes ? undefined : parsedPayload(payload)
  if (!isStructured(answer)) return undefined
  const { statusCode, statusDescription, body = '', isBase64Encoded = false } = answer
  const headers = headersIn((multiValue ? answer.multiValueHeaders : answer.headers) ?? {}, multiValue)
  if (!headers || typeof (body ?? '') !== 'string') return undefined
  return {
    status: statusCode,
    reason: /^\d{3} ([\x20-\x7e]+)$/.exec(String(statusDescription))?.[1],
    headers: { 'content-type': ['application/octet-stream'], ...headers, server: ['awselb/2.0'] },
    body: isBase64Encoded ? Buffer.from(String(body), 'base64') : String(body ?? ''),
    isOwn: false,
  }
}

function isStructured(answer: unknown): answer is Structured {
  const { statusCode } = Object(answer) as Partial<Structured>
  return Number.isInteger(statusCode) && statusCode! >= 200 && statusCode! <= 599
}

/** Undefined where one is no text that a header can have. */
function headersIn(given: unknown, multiValue: boolean): Record<string, string[]> | undefined {
  const entries = Object.entries(Object(given) as Record<string, unknown>)
  const named = entries.map(([name, value]) => [name.toLowerCase(), multiValue ? value : [value]] as const)
  if (!named.every(([name, values]) => Array.isArray(values) && values.every(value => isHeader(name, value))))
    return undefined
  const kept = named.filter(([name]) => !hopByHop.includes(name) && name !== 'content-length')
  return Object.fromEntries(kept) as Record<string, string[]>
}

function isHeader(name: string, value: unknown): boolean {
  if (typeof value !== 'string') return false
  try {
    validateHeaderName(name)
    validateHeaderValue(name, value)
    return true
  } catch {
    return false
  }
}
