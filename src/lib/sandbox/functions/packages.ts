import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve, sep } from 'node:path'
import type { ZipEntry } from './zip.ts'

/** Packages unpacked for the processes that run them, each once, below a directory of the sandbox's own. */
export class Packages {
  #root: Promise<string> | undefined
  readonly #unpacked = new Map<string, Promise<string>>()

  directoryOf(sha256: string, zip: () => Uint8Array): Promise<string> {
    const known = this.#unpacked.get(sha256)
    if (known) return known
    const unpacking = this.#unpack(sha256, zip())
    this.#unpacked.set(sha256, unpacking)
    return unpacking
  }

  async close(): Promise<void> {
    if (this.#root) await rm(await this.#root, { recursive: true, force: true })
  }

  async #unpack(sha256: string, zip: Uint8Array): Promise<string> {
    this.#root ??= mkdtemp(join(tmpdir(), 'deployctl-functions-'))
    const directory = join(await this.#root, Buffer.from(sha256, 'base64').toString('hex').slice(0, 32))
    const { readZip } = await import('./zip.ts')
    await mkdir(directory, { recursive: true })
    for (const entry of readZip(zip)) await write(directory, entry)
    return directory
  }
}

async function write(directory: string, { path, content, mode, isLink }: ZipEntry): Promise<void> {
  const file = resolve(directory, path)
  // A name with `..` in it must not reach out of the package.
  if (file !== directory && !file.startsWith(directory + sep)) return
  if (path.endsWith('/')) return void (await mkdir(file, { recursive: true }))
  await mkdir(dirname(file), { recursive: true })
  if (isLink) return await symlink(Buffer.from(content).toString(), file)
  await writeFile(file, content)
  if (mode & 0o111) await chmod(file, 0o755)
}
