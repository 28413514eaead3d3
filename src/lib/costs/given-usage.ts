import { DeployctlError, type Problem } from '../errors/index.ts'
import { suggest } from '../manifest/nearest-name.ts'
import { type AssumptionName, assumptions, type Usage } from './usage.ts'

/**
 * Reads `NAME=NUMBER` pairs.
 * @param file where they come from, for the error
 * @throws DeployctlError `cost.invalid-assumption` with all that is wrong
 */
export function parseAssumptions(pairs: readonly string[], file = '--assume'): Partial<Usage> {
  const read = pairs.map(pair => {
    const [name = '', value = '', ...rest] = pair.split('=')
    return { name: name.trim(), value: rest.length > 0 || value.trim() === '' ? Number.NaN : Number(value) }
  })
  const problems = read.flatMap(({ name, value }) => problemsOf(name, value).map(one => ({ file, ...one })))
  if (problems.length === 0) return Object.fromEntries(read.map(({ name, value }) => [name, value]))
  throw new DeployctlError('cost.invalid-assumption', {
    message: 'Some assumptions cannot be used.',
    problems,
  })
}

/** The same from a JSON file, `{"requests": 1000000}`. */
export function parseAssumptionFile(text: string, file: string): Partial<Usage> {
  const entries = Object.entries(asObject(text, file))
  return parseAssumptions(
    entries.map(([name, value]) => `${name}=${typeof value === 'number' ? value : ''}`),
    file,
  )
}

function asObject(text: string, file: string): object {
  const refuse = (message: string, cause?: unknown) =>
    new DeployctlError('cost.invalid-assumption', { message: `${file} ${message}`, cause })
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw refuse(`is no JSON: ${(cause as Error).message}.`, cause)
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  throw refuse('holds no names with numbers.')
}

/** Shares of something; all others only have to be no less than nothing. */
const shares: readonly string[] = ['load', 'spotDiscount'] satisfies AssumptionName[]

/** Beyond any month of any system; keeps every amount exact. */
const most = 1e12

function problemsOf(name: string, value: number): Omit<Problem, 'file'>[] {
  if (!Object.hasOwn(assumptions, name)) {
    const remedy = suggest(name, Object.keys(assumptions))
    return [{ path: name, message: 'Nothing is assumed by this name.', remedy }]
  }
  const limit = shares.includes(name) ? 1 : most
  if (value >= 0 && value <= limit) return []
  const remedy = `Write ${name}= and a number from 0${limit === 1 ? ' to 1' : ''}.`
  return [{ path: name, message: 'This is no number that can be used here.', remedy }]
}
