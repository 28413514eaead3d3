import { rm, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { extract } from 'tar-stream'
import { describe, expect, test } from 'vitest'
import type { BuildSpec } from '../../src/lib/images/build-spec.ts'
import { type ImageSource, imageOf, variantsOf } from '../../src/lib/images/content-hash.ts'
import { contextTar } from '../../src/lib/images/context-tar.ts'
import { type Workspace, workspace } from './workspace.ts'

const files = { Dockerfile: 'FROM scratch\nCOPY . /\n', 'src/a.txt': 'a', 'src/b.txt': 'b' }

function specFor({ path }: Workspace, more: Partial<BuildSpec> = {}): BuildSpec {
  return { project: 'shop', service: 'api', context: path, ...more }
}

async function pathsIn(space: Workspace, more: Partial<BuildSpec> = {}): Promise<string[]> {
  const { context } = await imageOf(specFor(space, more))
  return context.entries.map(entry => entry.path)
}

async function untar(image: ImageSource) {
  const unpack = extract()
  const tar = await contextTar(image.context)
  tar.once('error', error => unpack.destroy(error))
  tar.pipe(unpack as unknown as NodeJS.WritableStream)
  const entries = []
  for await (const entry of unpack) {
    const { name, type, mode, mtime, uid, linkname } = entry.header
    entries.push({
      name,
      type,
      mode,
      mtime: mtime.getTime(),
      uid,
      linkname,
      content: await text(entry as never),
    })
  }
  return entries
}

describe('what goes into a build context', () => {
  test("never deployctl's own state, which changes with every command", async () => {
    const space = await workspace({ ...files, '.deployctl/sandbox/state.json': '{}' })
    expect(await pathsIn(space)).toEqual(['Dockerfile', 'src', 'src/a.txt', 'src/b.txt'])
  })

  test('every file and directory, sorted by path', async () => {
    expect(await pathsIn(await workspace(files))).toEqual(['Dockerfile', 'src', 'src/a.txt', 'src/b.txt'])
  })

  test('not what .dockerignore names, but what it takes back', async () => {
    const space = await workspace({
      ...files,
      '.dockerignore': 'node_modules\n**/*.log\n!keep.log\nsrc/*\n!src/b.txt\n',
      'node_modules/x/index.js': '',
      'keep.log': '',
      'deep/er/lost.log': '',
    })
    const kept = ['.dockerignore', 'Dockerfile', 'deep', 'deep/er', 'keep.log', 'src', 'src/b.txt']
    expect(await pathsIn(space)).toEqual(kept)
  })

  test('what a wildcard takes back from an ignored directory', async () => {
    const space = await workspace({ ...files, '.dockerignore': '*\n!**/b.txt\n' })
    expect(await pathsIn(space)).toEqual(['Dockerfile', 'src/b.txt'])
  })

  test('patterns are anchored at the root, unlike Git’s', async () => {
    const space = await workspace({ ...files, '.dockerignore': 'a.txt\n.dockerignore' })
    expect(await pathsIn(space)).toEqual(['Dockerfile', 'src', 'src/a.txt', 'src/b.txt'])
  })

  test('the Dockerfile’s own ignore file goes before the context’s', async () => {
    const space = await workspace({
      ...files,
      'api.Dockerfile': 'FROM scratch\n',
      '.dockerignore': 'src/a.txt',
      'api.Dockerfile.dockerignore': '**\n!src/a.txt',
    })
    expect(await pathsIn(space, { dockerfile: 'api.Dockerfile' })).toEqual(['api.Dockerfile', 'src/a.txt'])
  })

  test('the Dockerfile, even where it is ignored or lies outside', async () => {
    const space = await workspace({ 'app/.dockerignore': '*', 'app/Dockerfile': 'x', 'docker/api': 'y' })
    const context = join(space.path, 'app')
    expect(await pathsIn(space, { context })).toEqual(['Dockerfile'])
    expect(await pathsIn(space, { context, dockerfile: '../docker/api' })).toEqual(['.deployctl.Dockerfile'])
  })

  test('symbolic links as links, exec bits, and nothing else of this machine', async () => {
    const space = await workspace({ Dockerfile: 'FROM scratch' })
    await space.write('run.sh', 'go', 0o700)
    await space.write('shared.txt', 'x', 0o664)
    await space.link('gone', '/nowhere')
    const common = { mtime: 0, uid: 0 }
    expect(await untar(await imageOf(specFor(space)))).toEqual([
      { ...common, name: 'Dockerfile', type: 'file', mode: 0o644, linkname: null, content: 'FROM scratch' },
      { ...common, name: 'gone', type: 'symlink', mode: 0o777, linkname: '/nowhere', content: '' },
      { ...common, name: 'run.sh', type: 'file', mode: 0o755, linkname: null, content: 'go' },
      { ...common, name: 'shared.txt', type: 'file', mode: 0o644, linkname: null, content: 'x' },
    ])
  })

  test('a large file, streamed', async () => {
    const space = await workspace({ Dockerfile: 'FROM scratch' })
    await space.write('big', Buffer.alloc(20_000_000, 7))
    const big = (await untar(await imageOf(specFor(space)))).find(entry => entry.name === 'big')
    expect(big?.content.length).toBe(20_000_000)
  })
})

describe('the content hash', () => {
  test('is the same for the same content elsewhere, at another time', async () => {
    const [one, two] = [await workspace(files), await workspace(files)]
    await utimes(join(two.path, 'src/a.txt'), 1, 1)
    await two.write('src/b.txt', 'b', 0o664)
    const { hash } = await imageOf(specFor(one))
    expect(hash).toMatch(/^[0-9a-f]{32}$/)
    expect((await imageOf(specFor(two, { project: 'other', service: 'web' }))).hash).toBe(hash)
    expect((await imageOf(specFor(two, { platforms: ['linux/amd64'] }))).hash).toBe(hash)
  })

  test('is another for every single thing that makes another image', async () => {
    const space = await workspace(files)
    const hashes = new Set<string>()
    const collect = async (more?: Partial<BuildSpec>) =>
      hashes.add((await imageOf(specFor(space, more))).hash)
    await collect()
    await collect({ args: { MODE: 'a' } })
    await collect({ args: { MODE: 'b' } })
    await collect({ args: { OTHER: 'a' } })
    await collect({ target: 'base' })
    await collect({ platforms: ['linux/arm64'] })
    await collect({ platforms: ['linux/amd64', 'linux/arm64'] })
    await space.write('src/a.txt', 'A')
    await collect()
    await space.write('src/a.txt', 'A', 0o755)
    await collect()
    await space.link('src/c.txt', 'a.txt')
    await collect()
    await space.write('Dockerfile', 'FROM scratch\n')
    await collect()
    await rm(join(space.path, 'src/b.txt'))
    await collect()
    expect(hashes.size).toBe(12)
  })

  test('does not depend on what is ignored, nor on the order of arguments', async () => {
    const space = await workspace({ ...files, '.dockerignore': 'tmp' })
    const before = (await imageOf(specFor(space, { args: { A: '1', B: '2' } }))).hash
    await space.write('tmp/x', 'new')
    expect((await imageOf(specFor(space, { args: { B: '2', A: '1' } }))).hash).toBe(before)
  })

  test('of a variant is that of an image for its platform alone', async () => {
    const space = await workspace(files)
    const both = await imageOf(specFor(space, { platforms: ['linux/amd64', 'linux/arm64'] }))
    const arm = await imageOf(specFor(space, { platforms: ['linux/arm64'] }))
    const amd = await imageOf(specFor(space))
    expect(variantsOf(both).map(variant => variant.hash)).toEqual([amd.hash, arm.hash])
    expect(variantsOf(amd).map(variant => variant.hash)).toEqual([amd.hash])
  })
})

describe('a context that cannot be used', () => {
  test('a missing directory is named, with the key to set', async () => {
    const space = await workspace()
    const context = join(space.path, 'nowhere')
    await expect(imageOf(specFor(space, { context }))).rejects.toMatchObject({
      code: 'images.context-missing',
      message: `The build context of api is not a directory: ${context}`,
      hint: 'Set `services.api.build.context` to a directory, relative to the manifest.',
    })
  })

  test('a missing Dockerfile is named, and the one nearby suggested', async () => {
    const space = await workspace({ Dockerfile: '' })
    await expect(imageOf(specFor(space, { dockerfile: 'docker/api' }))).rejects.toMatchObject({
      code: 'images.dockerfile-missing',
      message: `The Dockerfile of api is not there: ${join(space.path, 'docker/api')}`,
      hint: expect.stringContaining('The context has one named Dockerfile'),
    })
  })

  test('a file that changes between hash and build is not sent', async () => {
    const space = await workspace(files)
    const image = await imageOf(specFor(space))
    await space.write('src/a.txt', 'A')
    await expect(untar(image)).rejects.toMatchObject({ code: 'images.context-changed' })
    await space.write('src/a.txt', 'longer than before')
    await expect(untar(image)).rejects.toMatchObject({ code: 'images.context-changed' })
    await rm(join(space.path, 'src/a.txt'))
    await expect(untar(image)).rejects.toMatchObject({ code: 'images.context-changed' })
  })

  test('an abort ends the reading with its reason', async () => {
    const space = await workspace(files)
    const reason = new Error('stop')
    await expect(imageOf(specFor(space), AbortSignal.abort(reason))).rejects.toBe(reason)
  })
})
