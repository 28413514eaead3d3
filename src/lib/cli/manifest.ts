import { execFileSync } from 'node:child_process'
import path from 'node:path'
import type { Manifest } from '../manifest/schema/manifest.ts'

/** Loads the manifest and resolves one environment of it, with the caller's environment as inputs. */
export async function readManifest(file: string, environment: string): Promise<Manifest> {
  const { loadManifest, resolveManifest } = await import('../manifest/index.ts')
  const source = await loadManifest(file)
  return resolveManifest(source, environment, manifestInputs(file))
}

/** The environments that the manifest names, in its order. */
export async function readEnvironments(file: string): Promise<string[]> {
  const { environmentsOf, loadManifest } = await import('../manifest/index.ts')
  return environmentsOf(await loadManifest(file))
}

/** What references may take from outside: the caller's environment, and the commit. */
export function manifestInputs(file: string) {
  return { env: process.env, gitSha: () => gitSha(path.dirname(file)) }
}

function gitSha(directory: string): string | undefined {
  try {
    return execFileSync('git', ['-C', directory, 'rev-parse', 'HEAD'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
  } catch {
    return undefined
  }
}
