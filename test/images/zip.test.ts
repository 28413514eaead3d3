import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readPackage, zipOf } from '../../src/lib/images/zip/package.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'zip-'))
  write('index.js', 'exports.handler = async () => 1')
  write('bin/tool', '#!/bin/sh', 0o755)
  write('test/index.test.js', 'test()')
  write('.git/HEAD', 'ref')
  symlinkSync('index.js', join(directory, 'main.js'))
})
afterEach(() => rmSync(directory, { recursive: true }))

function write(path: string, text: string, mode = 0o644): void {
  mkdirSync(join(directory, path, '..'), { recursive: true })
  writeFileSync(join(directory, path), text)
  chmodSync(join(directory, path), mode)
}

const read = (ignore: string[] = ['test']) => readPackage({ function: 'api', directory, ignore })

test('a package holds files with their exec bits, and links, but neither what is ignored nor what Git keeps', async () => {
  const archive = join(directory, '..', `${process.pid}.zip`)
  writeFileSync(archive, await zipOf(await read()))
  // An archiver that nobody here wrote.
  const listed = execFileSync('python3', [
    '-c',
    'import sys, zipfile\nfor i in zipfile.ZipFile(sys.argv[1]).infolist(): print(i.filename, oct(i.external_attr >> 16), i.date_time[0], i.file_size)',
    archive,
  ])
  rmSync(archive)
  expect(String(listed).trim().split('\n')).toEqual([
    'bin/tool 0o100755 1980 9',
    'index.js 0o100644 1980 31',
    'main.js 0o120777 1980 8',
  ])
})

test('the same content makes the same bytes, whenever and wherever it was written', async () => {
  const first = await read()
  const bytes = Buffer.from(await zipOf(first))
  utimesSync(join(directory, 'index.js'), 0, 0)
  chmodSync(join(directory, 'index.js'), 0o600)
  process.env.TZ = 'Pacific/Auckland'
  const again = await read()
  expect(again.content).toBe(first.content)
  expect(bytes.equals(await zipOf(again))).toBe(true)
  delete process.env.TZ
})

test.each([
  ['a word', () => write('index.js', 'exports.handler = async () => 2')],
  ['an exec bit', () => chmodSync(join(directory, 'index.js'), 0o755)],
  ['a name', () => write('other.js', '')],
])('%s makes another package', async (_what, change) => {
  const { content } = await read()
  change()
  expect((await read()).content).not.toBe(content)
})

test('what changes between reading and packing is not packed', async () => {
  const found = await read()
  write('index.js', 'exports.handler = async () => 3')
  await expect(zipOf(found)).rejects.toMatchObject({ code: 'images.context-changed' })
})

test('what cannot be a package is refused', async () => {
  await expect(read(['**'])).rejects.toMatchObject({ code: 'functions.package-empty' })
  const nowhere = { function: 'api', directory: join(directory, 'dist'), ignore: [] }
  await expect(readPackage(nowhere)).rejects.toMatchObject({
    code: 'functions.directory-missing',
    hint: 'Build it first, or set functions.api.zip.directory to a directory, relative to the manifest.',
  })
})
