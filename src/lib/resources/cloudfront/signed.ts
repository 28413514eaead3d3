import { signature } from '../alarm-signature.ts'
import type { Owner } from '../names.ts'

/**
 * CloudFront tags distributions alone, so that everything else says in its comment whose it is, and of which bucket:
 * `media (deployctl: shop/prod)`.
 */
export function signed(id: string, owner: Owner): string {
  return id + signature(owner)
}

/** The logical id in a comment; undefined where it is somebody else's. */
export function idInComment(comment: string | undefined, owner: Owner): string | undefined {
  const end = signature(owner)
  return comment?.endsWith(end) ? comment.slice(0, -end.length) : undefined
}
