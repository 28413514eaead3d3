import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Git } from '../runbooks/context.ts'

const run = promisify(execFile)

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
