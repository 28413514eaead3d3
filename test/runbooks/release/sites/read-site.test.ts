import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findFiles, readSite } from '../../../../src/lib/runbooks/release/sites/read-site.ts'

const website = { index: 'index.html', cacheControl: {}, directory: '.', smoke: [] }
const never = new AbortController().signal
let directory: string
const at = (...names: string[]) => path.join(directory, ...names)

beforeEach(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'deployctl-site-'))
  await mkdir(at('site', 'docs'), { recursive: true })
  await writeFile(at('site', 'index.html'), 'home')
  await writeFile(at('site', 'docs', 'index.html'), 'docs')
})
afterEach(() => rm(directory, { recursive: true }))

const keys = async () => (await findFiles(at('site'), website)).files.map(({ key }) => key)
const problems = async (place = at('site')) =>
  (await findFiles(place, website)).problems.map(({ message }) => message)

test('each file is what it says and how it is served', async () => {
  const { list } = await readSite(at('site'), website, never)
  expect(list['index.html']).toEqual({
    sha256: '4ea140588150773ce3aace786aeef7f4049ce100fa649c94fbbddb960f1da942',
    md5: '106a6c241b8797f52e1e77317b96a201',
    size: 4,
    type: 'text/html; charset=utf-8',
    cache: 'public, max-age=0, must-revalidate',
  })
  expect(Object.keys(list)).toEqual(['docs/index.html', 'index.html'])
})

test('names that begin with a dot stay behind, but for the folder that the web has agreed on', async () => {
  await mkdir(at('site', '.git'))
  await mkdir(at('site', '.well-known'))
  await writeFile(at('site', '.git', 'config'), 'url')
  await writeFile(at('site', '.env'), 'SECRET=1')
  await writeFile(at('site', '.well-known', 'security.txt'), 'Contact: us')
  expect(await keys()).toEqual(['.well-known/security.txt', 'docs/index.html', 'index.html'])
})

test('a link within the site is a file or a folder like any other; one that leads out is refused', async () => {
  await symlink('index.html', at('site', 'home.html'))
  await symlink('docs', at('site', 'latest'))
  expect(await keys()).toEqual(['docs/index.html', 'home.html', 'index.html', 'latest/index.html'])
  await writeFile(at('secret.txt'), 'secret')
  await symlink(at('secret.txt'), at('site', 'secret.txt'))
  await symlink('/etc', at('site', 'etc'))
  expect(await problems()).toEqual([
    'etc is a link to what lies outside of the site.',
    'secret.txt is a link to what lies outside of the site.',
  ])
  await expect(readSite(at('site'), website, never)).rejects.toMatchObject({ code: 'sites.unreadable' })
})

test('a link that leads round in a circle is no way', async () => {
  await symlink('..', at('site', 'docs', 'up'))
  expect(await keys()).toEqual(['docs/index.html', 'index.html'])
})

test('a directory that is not there, has no index, or holds what is no page is told', async () => {
  expect(await problems(at('none'))).toEqual([`There is no directory ${at('none')} to publish.`])
  await rm(at('site', 'index.html'))
  await writeFile(at('site', 'film.mp4'), '')
  await truncate(at('site', 'film.mp4'), 101 * 1024 * 1024)
  expect(await problems()).toEqual([
    `${at('site')} has no index.html to begin with.`,
    "film.mp4 has 101 MiB; a site's files have 100 MiB at most.",
  ])
})
