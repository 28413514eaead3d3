import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** Decides which paths of a build context stay behind. Paths are relative to the context, with `/`. */
export interface IgnoreRules {
  ignores(path: string): boolean
  /** Whether nothing under an ignored directory can be taken back in by a `!` pattern. */
  prunes(directory: string): boolean
}

/**
 * Reads `DOCKERFILE.dockerignore`, which BuildKit prefers, or else the context's `.dockerignore`.
 * Without either, only deployctl's own state is ignored: it changes with every command, and the image with it.
 */
export async function readIgnoreRules(context: string, dockerfile: string): Promise<IgnoreRules> {
  const own = join(dirname(dockerfile), `${dockerfile.slice(dirname(dockerfile).length + 1)}.dockerignore`)
  const text = (await readIfThere(own)) ?? (await readIfThere(join(context, '.dockerignore'))) ?? ''
  return ignoreRules(`${text}\n${ownState}`)
}

const ownState = '.deployctl'

/** Docker's own pattern rules, which differ from Git's: every pattern is anchored at the context's root. */
export async function ignoreRules(text: string): Promise<IgnoreRules> {
  const { default: dockerignore } = await import('@balena/dockerignore')
  const matcher = dockerignore.default({ ignorecase: false }).add(text)
  const kept = text
    .split(/\r?\n/)
    .filter(line => line.startsWith('!'))
    .map(literalStart)
  return {
    ignores: path => matcher.ignores(path),
    prunes: directory =>
      !kept.some(start => start.startsWith(`${directory}/`) || `${directory}/`.startsWith(start)),
  }
}

/** What a `!` pattern says before its first wildcard: all that decides where it may match. */
function literalStart(line: string): string {
  const pattern = line
    .slice(1)
    .trim()
    .replace(/^\.?\//, '')
  return pattern.slice(0, pattern.search(/[*?[\\]|$/))
}

async function readIfThere(path: string): Promise<string | undefined> {
  return await readFile(path, 'utf8').catch(error => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
}
