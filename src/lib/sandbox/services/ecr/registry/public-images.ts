import { repositories } from '../tables.ts'
import { asUser, type Exchange } from './exchange.ts'
import { type BuiltInImage, helloImage } from './hello.ts'

/** The image that everybody may read here, logged in or not; a repository of the user's own comes first. */
export async function publicImageFor(exchange: Exchange): Promise<BuiltInImage | undefined> {
  const { repository, user } = exchange
  const image = publicImage(repository)
  if (!image || !user) return image
  return await asUser(exchange, call => (call.table(repositories).has(repository) ? undefined : image))
}

export function publicImage(repository: string): BuiltInImage | undefined {
  return repository === 'sandbox/hello' ? helloImage() : undefined
}
