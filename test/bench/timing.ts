import { spawn } from 'node:child_process'
import path from 'node:path'

export const deployctl = path.resolve(import.meta.dirname, '../../bin/run.js')

export interface Run {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Called with each line of standard output as it arrives. */
  readonly onLine?: (line: string) => void
}

export interface Ended {
  readonly stdout: string
  /** When it was started, in milliseconds since the epoch. */
  readonly startedAt: number
  /** From start to end, in milliseconds. */
  readonly ms: number
}

/** Runs a program to its end. Whatever does not end well measures nothing, and ends the bench. */
export async function run(
  program: string,
  words: readonly string[],
  { cwd, env, onLine }: Run = {},
): Promise<Ended> {
  const startedAt = Date.now()
  const started = performance.now()
  const child = spawn(program, words, { cwd, env: env ?? { PATH: process.env.PATH } })
  let stdout = ''
  let stderr = ''
  let pending = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk
    const lines = (pending + chunk).split('\n')
    pending = lines.pop()!
    for (const line of lines) onLine?.(line)
  })
  child.stderr.on('data', chunk => (stderr += chunk))
  const code = await new Promise<number | null>(resolve => child.on('close', resolve))
  const ms = performance.now() - started
  if (code !== 0) throw new Error(`${program} ${words.join(' ')} ended with ${code}:\n${stderr}${stdout}`)
  return { stdout, startedAt, ms }
}

/** A Node that does nothing: the same binary, so that what is left is ours. */
export function bareNode(): Promise<Ended> {
  return run(process.execPath, ['-e', '0'])
}

/**
 * Takes each measurement `rounds` times, in turn, so that what else the machine does falls on all alike.
 * The first round warms caches and is not counted.
 * @returns the median of each
 */
export async function medians<Name extends string>(
  rounds: number,
  measurements: Readonly<Record<Name, () => Promise<number>>>,
): Promise<Record<Name, number>> {
  const names = Object.keys(measurements) as Name[]
  const taken = new Map(names.map(name => [name, [] as number[]]))
  for (let round = 0; round <= rounds; round++) {
    for (const name of names) {
      const value = await measurements[name]()
      if (round > 0) taken.get(name)!.push(value)
    }
  }
  return Object.fromEntries(names.map(name => [name, median(taken.get(name)!)])) as Record<Name, number>
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  return (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2
}
