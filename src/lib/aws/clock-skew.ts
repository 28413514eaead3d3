/** The part of an SDK client that work can be hung around. */
interface Stack {
  readonly middlewareStack: {
    // biome-ignore lint/suspicious/noExplicitAny: the SDK types a middleware by the client's own inputs and outputs
    add(middleware: any, options: { step: 'build'; name: string }): void
  }
}

interface Answered {
  readonly output: { readonly $metadata?: object }
  readonly response?: { readonly headers?: Readonly<Record<string, string>> }
}

/**
 * Lets a client's answers tell how this machine's clock goes. The SDK mends its signatures by itself where the two
 * differ, and tells nobody.
 */
export function noteClockSkew<Client>(client: Client): Client {
  const noting = (next: (input: unknown) => Promise<Answered>) => async (input: unknown) => {
    const asked = Date.now()
    const answered = await next(input)
    const date = Date.parse(answered.response?.headers?.date ?? '')
    if (answered.output.$metadata) Object.assign(answered.output.$metadata, { skew: skew(date, asked) })
    return answered
  }
  const { middlewareStack } = client as Stack
  middlewareStack.add(noting, { step: 'build', name: 'noteClockSkew' })
  return client
}

/** AWS tells its time to the second, at some moment between question and answer. */
function skew(date: number, asked: number): number {
  const now = Date.now()
  if (Number.isNaN(date) || (date >= asked - 1000 && date <= now)) return 0
  return date < asked ? date - asked : date - now
}

/** Milliseconds that AWS's clock was ahead of this machine's; 0 where the time of the call explains it. */
export function clockSkew({ $metadata }: { readonly $metadata: object }): number {
  return ($metadata as { skew?: number }).skew ?? 0
}
