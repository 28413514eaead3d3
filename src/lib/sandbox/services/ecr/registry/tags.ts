import { findRepository, imagesOf } from '../lookup.ts'
import { type Answer, asUser, type Exchange } from './exchange.ts'
import { publicImageFor } from './public-images.ts'

/** `GET tags/list`, all of them or `n` behind `last`. */
export async function listTags(exchange: Exchange): Promise<Answer> {
  const { query, repository: name } = exchange
  const shown = await publicImageFor(exchange)
  const all = shown
    ? shown.tags
    : await asUser(exchange, call => {
        findRepository(call, name)
        return imagesOf(call, name).flatMap(({ tags }) => tags)
      })
  const last = query.get('last') ?? ''
  const behind = all.filter(tag => tag > last).toSorted()
  const n = query.get('n')
  const tags = n === null ? behind : behind.slice(0, Number(n))
  const next = new URLSearchParams({ n: n ?? '', last: tags.at(-1) ?? last })
  const headers = {
    'Content-Type': 'application/json',
    ...(tags.length < behind.length && { Link: `</v2/${name}/tags/list?${next}>; rel="next"` }),
  }
  return { status: 200, headers, body: JSON.stringify({ name, tags }) }
}
