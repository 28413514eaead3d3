import type { Context } from '../context.ts'
import type { Evidence, Read } from './evidence.ts'
import { readers } from './readers/index.ts'

/** Reads each kind of evidence once, when the first check asks for it; those that nobody asks for cost nothing. */
export function gather(context: Context): Read {
  const begun = new Map<keyof Evidence, Promise<unknown>>()
  const begin = (name: keyof Evidence) => {
    const reading = readers[name](context, read)
    // Whoever asked is told; asked for by nobody any more, it must not end the process.
    reading.catch(() => {})
    begun.set(name, reading)
    return reading
  }
  const read: Read = name => (begun.get(name) ?? begin(name)) as Promise<Evidence[typeof name]>
  return read
}
