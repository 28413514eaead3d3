import { readFunctions } from '../../live/functions.ts'
import type { ReadParts } from './part.ts'

/** Lambda lets what nobody has called for weeks become Inactive, and wakes it at the next call. */
const callable = ['Active', 'Inactive']

export const functions: ReadParts = async context => {
  const all = await readFunctions(context)
  return all.map(({ function: name, live }) => {
    if (!live) return { what: 'function', name, status: 'missing', well: false, by: 'deploy' }
    const { state, version, updated, runtime = 'image', memory } = live
    const since = `${updated.slice(0, 16).replace('T', ' ')} UTC`
    const detail = `version ${version} of ${since}, ${runtime}, ${memory} MiB`
    return { what: 'function', name, status: state, well: callable.includes(state), detail }
  })
}
