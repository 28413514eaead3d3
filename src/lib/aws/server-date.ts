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

/** Lets a client's answers tell when AWS gave them, by AWS's own clock. */
export function noteServerDate<Client>(client: Client): Client {
  const noting = (next: (input: unknown) => Promise<Answered>) => async (input: unknown) => {
    const answered = await next(input)
    const { $metadata } = answered.output
    if ($metadata) Object.assign($metadata, { serverDate: answered.response?.headers?.date })
    return answered
  }
  const { middlewareStack } = client as Stack
  middlewareStack.add(noting, { step: 'build', name: 'noteServerDate' })
  return client
}

/** When AWS gave an answer, in milliseconds since the epoch, to the second; undefined where it did not say. */
export function serverDate({ $metadata }: { readonly $metadata: object }): number | undefined {
  const date = Date.parse(($metadata as { serverDate?: string }).serverDate ?? '')
  return Number.isNaN(date) ? undefined : date
}
