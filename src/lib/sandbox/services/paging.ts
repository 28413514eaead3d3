/** One page of a list, and the token of the next one, if any. */
export interface Page<Item> {
  readonly items: Item[]
  readonly next: string | undefined
}

/**
 * Cuts a page out of a list. The token is opaque to clients, as AWS's are.
 *
 * @param token what the page before answered; an unreadable one is the start of the list
 */
export function page<Item>(items: readonly Item[], token: string | undefined, size: number): Page<Item> {
  const start =
    token === undefined ? 0 : Number(Buffer.from(token, 'base64url').toString().slice(prefix.length)) || 0
  const end = start + size
  return {
    items: items.slice(start, end),
    next: end < items.length ? Buffer.from(`${prefix}${end}`).toString('base64url') : undefined,
  }
}

const prefix = 'sandbox-page:'
