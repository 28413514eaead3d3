import { createHash } from 'node:crypto'
import { type BuildSpec, platformsOf } from './build-spec.ts'
import { type BuildContext, readContext } from './context.ts'
import type { ContextEntry } from './context-entry.ts'

/** An image known by what it is made of, before anything is built. */
export interface ImageSource {
  readonly spec: BuildSpec
  readonly context: BuildContext
  /** 32 hex digits over the files, the Dockerfile, arguments, target and platforms; the image's tag. */
  readonly hash: string
}

/** Reads the context and names the image by its content. Needs no engine. */
export async function imageOf(spec: BuildSpec, signal?: AbortSignal): Promise<ImageSource> {
  const context = await readContext(spec, signal)
  return { spec, context, hash: contentHash(spec, context) }
}

/** One source for each platform, with its own hash; an image for a single platform is its own variant. */
export function variantsOf(image: ImageSource): ImageSource[] {
  return platformsOf(image.spec).map(platform => {
    const spec = { ...image.spec, platforms: [platform] }
    return { spec, context: image.context, hash: contentHash(spec, image.context) }
  })
}

/** The same for the same content on every machine: no times, owners, absolute paths or service names. */
function contentHash(spec: BuildSpec, context: BuildContext): string {
  const hash = createHash('sha256')
  const line = (...fields: unknown[]) => hash.update(`${JSON.stringify(fields)}\n`)
  line('deployctl-image', 1)
  line('dockerfile', context.dockerfile)
  line('target', spec.target ?? null)
  line('platforms', ...platformsOf(spec))
  for (const [name, value] of Object.entries(spec.args ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))) {
    line('arg', name, value)
  }
  for (const entry of context.entries) line(...fieldsOf(entry))
  return hash.digest('hex').slice(0, 32)
}

function fieldsOf(entry: ContextEntry): unknown[] {
  switch (entry.type) {
    case 'directory':
      return ['directory', entry.path]
    case 'symlink':
      return ['symlink', entry.path, entry.target]
    case 'file':
      return ['file', entry.path, entry.executable, entry.sha256]
  }
}
