import { DeployctlError } from '../errors/index.ts'

/** An image's name, taken apart as the Docker CLI does. */
export interface ImageReference {
  /** Such as `docker.io`, `public.ecr.aws`, `127.0.0.1:5000`. */
  readonly registry: string
  /** Such as `library/nginx`. */
  readonly repository: string
  /** `latest` when the name gives neither tag nor digest. */
  readonly tag?: string
  /** `sha256:` and 64 hex digits. */
  readonly digest?: string
}

// The grammar of github.com/distribution/reference.
const part = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*'
const grammar = new RegExp(`^(${part}(?:/${part})*)(?::(\\w[\\w.-]{0,127}))?(?:@(sha256:[a-f0-9]{64}))?$`)

/** @throws DeployctlError `images.invalid-reference` */
export function parseReference(name: string): ImageReference {
  const slash = name.indexOf('/')
  const first = name.slice(0, Math.max(slash, 0))
  const named = /[.:]|^localhost$/.test(first)
  const registry = named && first !== 'index.docker.io' ? first : 'docker.io'
  const [, path, tag, digest] = grammar.exec(named ? name.slice(slash + 1) : name) ?? []
  if (path === undefined) {
    throw new DeployctlError('images.invalid-reference', { message: `This is not an image's name: ${name}` })
  }
  const repository = registry === 'docker.io' && !path.includes('/') ? `library/${path}` : path
  return { registry, repository, tag: tag ?? (digest ? undefined : 'latest'), digest }
}

/** The only form that a rollout may use: a tag can move between two of its tasks. */
export function pinned({ registry, repository }: ImageReference, digest: string): string {
  return `${registry}/${repository}@${digest}`
}
