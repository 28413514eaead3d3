import type { Call } from '../../service.ts'
import { timings } from '../../timings.ts'
import { uuid } from '../identifiers.ts'
import { page } from '../paging.ts'
import { checkRevision, findFunction, findVersion, invalidValue, readName, versionsOf } from './lookup.ts'
import { requireSettled } from './states.ts'
import { keyOf, type LambdaOperations, lastVersions, latest, type VersionRecord, versions } from './tables.ts'
import { shown } from './views.ts'

export const versionOperations = {
  PublishVersion({ FunctionName, CodeSha256, Description, RevisionId }, call) {
    const { name } = readName(FunctionName)
    const current = findVersion(call, name)
    requireSettled(call, current)
    checkRevision(current, RevisionId)
    const { sha256 } = current.code
    if (CodeSha256 !== undefined && CodeSha256 !== sha256) {
      throw invalidValue(
        `CodeSHA256 (${CodeSha256}) is different from current CodeSHA256 in $LATEST (${sha256}). Please try again with the CodeSHA256 in $LATEST.`,
      )
    }
    return shown(call, publish(call, current, Description))
  },

  ListVersionsByFunction({ FunctionName, Marker, MaxItems = 50 }, call) {
    const { name } = findFunction(call, FunctionName)
    const { items, next } = page(versionsOf(call, name), Marker, Math.min(MaxItems, 50))
    return { Versions: items.map(version => shown(call, version, true)), ...(next && { NextMarker: next }) }
  },
} satisfies LambdaOperations

/** Makes a version of `$LATEST`; where nothing has changed since the last one, that one is answered. */
export function publish(call: Call, current: VersionRecord, description?: string): VersionRecord {
  const { name } = current
  const number = call.table(lastVersions).get(name) ?? 0
  const last = call.table(versions).get(keyOf(name, `${number}`))
  if (last && contentOf(last) === contentOf(current)) return last
  const version = `${number + 1}`
  call.table(lastVersions).put(name, number + 1)
  return call.table(versions).put(keyOf(name, version), {
    ...current,
    version,
    description: description ?? current.description,
    revisionId: uuid(call),
    activeAt: Math.max(current.activeAt, call.now + timings.functionVersionActive),
    updatedAt: 0,
  })
}

/** All that makes a version another one. */
function contentOf(version: VersionRecord): string {
  const { description: _d, revisionId: _r, lastModified: _l, activeAt: _a, updatedAt: _u, ...rest } = version
  const { wasActive: _w, failure: _f, ...content } = { ...rest, version: latest }
  return JSON.stringify(content, Object.keys(flat(content)).sort())
}

/** Every key at any depth, so that the order in which they were written does not count. */
function flat(value: unknown): Record<string, true> {
  if (typeof value !== 'object' || value === null) return {}
  return Object.assign({}, ...Object.entries(value).map(([key, inner]) => ({ [key]: true, ...flat(inner) })))
}
