import type { System } from './system.ts'

/** One thing that moto lacks and a template has; on the sandbox it is proven instead. */
export interface Lack {
  readonly title: string
  /** What is taken out of the manifest for it. */
  readonly without?: readonly (readonly (string | number)[])[]
  /** Clears by boto3 what a teardown leaves for it on moto. */
  clear?(system: System): Promise<unknown>
  /** Looks at it, by boto3. */
  observe(system: System): Promise<unknown>
  /** What moto 5.2.1 says: where that changes, this entry is to go. */
  readonly moto: unknown
  /** What AWS says. */
  readonly aws: unknown
}

/** AWS's error code, or `done`; `no answer` where moto answers with a page that tells of its own failure. */
export async function outcome(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'done',
    ({ message }) => (message.startsWith('ResponseParserError') ? 'no answer' : message),
  )
}
