import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'

export interface Workspace {
  readonly path: string
  write(path: string, content: string | Uint8Array, mode?: number): Promise<void>
  link(path: string, target: string): Promise<void>
}

/** A directory that is gone after the test. */
export async function workspace(files: Readonly<Record<string, string>> = {}): Promise<Workspace> {
  const path = await mkdtemp(join(tmpdir(), 'deployctl-images-'))
  onTestFinished(() => rm(path, { recursive: true, force: true }))
  const made: Workspace = {
    path,
    async write(name, content, mode = 0o644) {
      await mkdir(dirname(join(path, name)), { recursive: true })
      await writeFile(join(path, name), content)
      await chmod(join(path, name), mode)
    },
    async link(name, target) {
      await symlink(target, join(path, name))
    },
  }
  for (const [name, content] of Object.entries(files)) await made.write(name, content)
  return made
}
