import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import type { ProbeResult } from './probed-health.ts'
import type { TargetGroupRecord } from './tables.ts'

/**
 * Makes one health check, as the target group describes it.
 *
 * @param port on 127.0.0.1; undefined for one that nobody has published
 */
export async function probe(
  port: number | undefined,
  { HealthCheckPath: path = '/', Matcher }: Pick<TargetGroupRecord, 'HealthCheckPath' | 'Matcher'>,
  timeoutMs: number,
): Promise<ProbeResult> {
  if (port === undefined) return 'refused'
  const signal = AbortSignal.timeout(timeoutMs)
  const headers = { 'user-agent': 'ELB-HealthChecker/2.0' }
  const sent = request({ host: '127.0.0.1', port, path, headers, signal, agent: false }).end()
  try {
    const [{ statusCode: code = 0 }] = (await once(sent, 'response')) as [IncomingMessage]
    return isWanted(code, Matcher?.HttpCode ?? '200') ? 'ok' : { code }
  } catch {
    return signal.aborted ? 'timeout' : 'refused'
  } finally {
    // An abort after the answer would be an error that nobody waits for.
    sent.on('error', () => {}).destroy()
  }
}

/** @param codes such as `200,301` or `200-299` */
export function isWanted(code: number, codes: string): boolean {
  return codes.split(',').some(range => {
    const [from, to = from] = range.split('-').map(Number)
    return code >= from! && code <= to!
  })
}
