import { type Theme, table } from '../format.ts'
import { shortDigest } from '../progress.ts'

interface ShownImage {
  readonly service: string
  readonly hash: string
  readonly outcome: string
  readonly digest?: string
}

export function presentImages(images: readonly ShownImage[], theme: Theme): string[] {
  if (images.length === 0) return ['Nothing is built from source.']
  return table(
    images.map(({ service, hash, outcome, digest }) => [
      `${outcome.startsWith('would') ? theme.dim('○') : theme.good('✔')} ${service}`,
      outcome,
      theme.dim(hash.slice(0, 12)),
      digest ? shortDigest(digest) : '',
    ]),
  )
}
