/** What a function answered with; undefined where it is no JSON. */
export function parsedPayload(payload: string): unknown {
  try {
    return JSON.parse(payload)
  } catch {
    return undefined
  }
}
