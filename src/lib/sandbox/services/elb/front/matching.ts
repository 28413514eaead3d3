import type { RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2'

/** A request as rules see it. */
export interface FrontRequest {
  readonly method: string
  /** Without a port. */
  readonly host: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}

/** Whether a request meets all of a rule's conditions, each by any of its values. */
export function meets(request: FrontRequest, conditions: readonly RuleCondition[]): boolean {
  return conditions.every(condition => meetsOne(request, condition))
}

function meetsOne(request: FrontRequest, condition: RuleCondition): boolean {
  const { HttpHeaderConfig: header, QueryStringConfig: query, HttpRequestMethodConfig: method } = condition
  if (condition.Field === 'path-pattern') {
    return isLikeAny(request.path, condition.PathPatternConfig?.Values ?? condition.Values)
  }
  if (condition.Field === 'host-header') {
    const patterns = condition.HostHeaderConfig?.Values ?? condition.Values ?? []
    return isLikeAny(
      request.host.toLowerCase(),
      patterns.map(pattern => pattern.toLowerCase()),
    )
  }
  if (condition.Field === 'http-header') {
    const value = [request.headers[header?.HttpHeaderName?.toLowerCase() ?? ''] ?? []].flat().join(',')
    return isLikeAny(value, header?.Values)
  }
  if (condition.Field === 'http-request-method') return method?.Values?.includes(request.method) ?? false
  if (condition.Field === 'query-string') {
    return (query?.Values ?? []).some(({ Key, Value = '' }) =>
      [...request.query].some(
        ([key, value]) => (Key === undefined || isLike(key, Key)) && isLike(value, Value),
      ),
    )
  }
  // Everybody who reaches the sandbox does so from this machine.
  return condition.SourceIpConfig?.Values?.some(range => /^(0\.0\.0\.0\/0|127\.)/.test(range)) ?? false
}

function isLikeAny(text: string, patterns: readonly string[] = []): boolean {
  return patterns.some(pattern => isLike(text, pattern))
}

/** `*` is any run of characters, `?` is one. */
function isLike(text: string, pattern: string): boolean {
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${escaped}$`, 's').test(text)
}
