import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DeployctlError } from '../errors/index.ts'

/**
 * Takes a state directory for this process: two sandboxes on one would overwrite each other's state.
 *
 * @returns gives it back
 * @throws DeployctlError `sandbox.directory-in-use` while another process lives that has it
 */
export function lockDirectory(directory: string): () => void {
  mkdirSync(directory, { recursive: true })
  const file = join(directory, 'sandbox.pid')
  const write = () => writeFileSync(file, String(process.pid), { flag: 'wx' })
  try {
    write()
  } catch {
    const holder = Number(readFileSync(file, 'utf8'))
    if (isAlive(holder)) {
      throw new DeployctlError('sandbox.directory-in-use', {
        message: `Another sandbox (process ${holder}) keeps its state in ${directory}.`,
        data: { directory, pid: holder },
      })
    }
    // Left behind by a kill: the state beside it is whole all the same.
    rmSync(file)
    write()
  }
  return () => rmSync(file, { force: true })
}

function isAlive(pid: number): boolean {
  if (!(pid > 0)) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
