/** Makes a client when it is first needed, and keeps it for as long as the function stays warm. */
export function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => {
    made ??= make()
    return made
  }
}

/** Answers within seconds or not at all: a visitor waits. */
export const patience = { maxAttempts: 4, requestHandler: { connectionTimeout: 2000, requestTimeout: 8000 } }
