import path from 'node:path'
import type { ProjectFacts } from './project-facts.ts'

/**
 * Where something of the manifest's directory lies, relative to the repository: `apps/shop/package.json`. What lies
 * outside of it begins with `..`. Pure.
 */
export function pathIn({ directory }: Pick<ProjectFacts, 'directory'>, file: string): string {
  return path.posix.normalize(path.posix.join(directory, file)).replace(/(?<=.)\/$/, '')
}
