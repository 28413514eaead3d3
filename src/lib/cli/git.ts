import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Git } from '../runbooks/context.ts'

const run = promisify(execFile)

/** The repository on GitHub that `directory` was cloned from, as `OWNER/NAME`; undefined where it was not. */
export async function gitOrigin(directory: string): Promise<string | undefined> {
  try {
    const { stdout } = await run('git', ['-C', directory, 'remote', 'get-url', 'origin'])
    return /github\.com[:/]([^/\s]+\/[^/\s]+?)(?:\.git)?\/?$/.exec(stdout.trim())?.[1]
  } catch {
    return undefined
  }
}

/** The commit that `directory` stands at; undefined outside a repository, or without git. */
export async function gitFacts(directory: string): Promise<Git | undefined> {
  const git = async (...words: string[]) => (await run('git', ['-C', directory, ...words])).stdout.trim()
  try {
    const [log, changes] = await Promise.all([
      git('log', '-1', '--format=%H%n%an%n%s'),
      git('status', '--porcelain', '--', '.'),
    ])
    const [sha, author, ...subject] = log.split('\n') as [string, string, ...string[]]
    return { sha, author, subject: subject.join(' '), dirty: changes !== '' }
  } catch {
    return undefined
  }
}
