import { randomBytes } from 'node:crypto'
import type { Visit } from './decide.ts'

/**
 * What a load balancer adds to a request's headers.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/x-forwarded-headers.html
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-request-tracing.html
 *
 * @param client its address
 */
export function forwardedHeaders(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  client: string,
  { listener, at }: Pick<Visit, 'listener' | 'at'>,
): Record<string, string> {
  const { 'x-forwarded-for': before, 'x-amzn-trace-id': traced } = headers
  const id = `1-${Math.floor(at / 1000).toString(16)}-${randomBytes(12).toString('hex')}`
  return {
    'x-amzn-trace-id': traced === undefined ? `Root=${id}` : `Self=${id};${traced}`,
    'x-forwarded-for': before === undefined ? client : `${before}, ${client}`,
    'x-forwarded-port': String(listener.Port),
    'x-forwarded-proto': listener.Protocol.toLowerCase(),
  }
}
