import type { Model, Operation } from '../model.ts'
import { requiredMembers } from '../validation.ts'
import type { WireRequest } from './protocol.ts'

interface Template {
  readonly segments: readonly string[]
  readonly query: URLSearchParams
}

/**
 * Finds the operation that a method, path and query mean. Several of S3's share a path: the one with the
 * most of its query literals and required parameters present wins.
 */
export function matchOperation(
  request: WireRequest,
  model: Model,
  implemented: ReadonlySet<string>,
): string | undefined {
  const matches = [...model.operations.values()]
    .filter(
      operation => operation.http?.[0] === request.method && readLabels(request, operation) !== undefined,
    )
    .map(operation => ({ name: operation.name, score: score(request, operation) }))
    .filter(match => match.score >= 0)
  const best = Math.max(...matches.map(match => match.score))
  const candidates = matches.filter(match => match.score === best)
  return (candidates.find(({ name }) => implemented.has(name)) ?? candidates[0])?.name
}

/** Values of the path's labels by member name, or undefined where the path is another one. */
export function readLabels(request: WireRequest, operation: Operation): Record<string, string> | undefined {
  const { segments } = templateOf(operation)
  const path = request.path.replace(/^\//, '').split('/')
  if (path.at(-1) === '' && path.length > 1 && !segments.at(-1)?.endsWith('+}')) path.pop()
  const labels: Record<string, string> = {}
  for (const [index, segment] of segments.entries()) {
    const label = segment.match(/^\{(\w+)(\+?)\}$/)
    const value = label?.[2] ? path.slice(index).join('/') : path[index]
    if (label ? !value : value !== segment) return undefined
    if (label) labels[label[1]!] = decodeURIComponent(value!)
    if (label?.[2]) return labels
  }
  return path.length === segments.length ? labels : undefined
}

/** The URI template; S3's leave the bucket out, as it may be in the host name, so it is put back in front. */
function templateOf({ http, input }: Operation): Template {
  const [path = '', query] = http![1].split('?')
  const members = input.isUnitSchema() ? [] : Object.entries(input.getMemberSchemas())
  const unplaced = members
    .filter(
      ([name, member]) => member.getMergedTraits().httpLabel && !new RegExp(`\\{${name}\\+?\\}`).test(path),
    )
    .map(([name]) => `{${name}}`)
  const segments = [...unplaced, ...path.replace(/^\//, '').split('/')]
  return {
    segments: segments.length > 1 ? segments.filter(segment => segment !== '') : segments,
    query: new URLSearchParams(query),
  }
}

function score(request: WireRequest, operation: Operation): number {
  let points = 0
  for (const [name, value] of templateOf(operation).query) {
    // Only newer SDKs name the operation in `x-id`; without it the parameters decide.
    if (name === 'x-id' && !request.query.has('x-id')) continue
    if (request.query.get(name) !== value) return -1
    points += name === 'x-id' ? 100 : 10
  }
  if (operation.input.isUnitSchema()) return points
  for (const name of requiredMembers(operation.input)) {
    const { httpQuery, httpHeader } = operation.input.getMemberSchema(name).getMergedTraits()
    if (httpQuery && !request.query.has(httpQuery)) return -1
    if (httpHeader && request.headers[httpHeader.toLowerCase()] === undefined) return -1
    if (httpQuery || httpHeader) points += 1
  }
  return points
}
