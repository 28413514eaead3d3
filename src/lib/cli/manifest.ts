import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { DeployctlError } from '../errors/index.ts'
import type { Manifest } from '../manifest/schema/manifest.ts'

/**
 * Loads the manifest and resolves one environment of it, with the caller's environment as inputs.
 * @param region in place of the manifest's
 */
export async function readManifest(file: string, environment: string, region?: string): Promise<Manifest> {
  const { loadManifest, resolveManifest } = await import('../manifest/index.ts')
  const source = await loadManifest(file)
  const manifest = resolveManifest(source, environment, manifestInputs(file))
  return region ? { ...manifest, region } : manifest
}

/**
 * Checks environments of the manifest, all of them where none is named, and reports the problems of all at once.
 * @returns the environments checked
 * @throws DeployctlError `manifest.invalid`
 */
export async function checkManifest(file: string, only?: string): Promise<string[]> {
  const { environmentsOf, loadManifest, resolveManifest } = await import('../manifest/index.ts')
  const source = await loadManifest(file)
  const environments = only === undefined ? environmentsOf(source) : [only]
  const problems = environments.flatMap(environment => {
    try {
      resolveManifest(source, environment, manifestInputs(file))
      return []
    } catch (error) {
      if (error instanceof DeployctlError && error.problems.length > 0) return error.problems
      throw error
    }
  })
  // What is wrong below the overlays is wrong in every environment.
  const distinct = [...new Map(problems.map(problem => [JSON.stringify(problem), problem])).values()]
  if (distinct.length === 0) return environments
  const count = distinct.length === 1 ? '1 problem' : `${distinct.length} problems`
  throw new DeployctlError('manifest.invalid', { message: `${file} has ${count}.`, problems: distinct })
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
