import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { catalogue, exitCodes } from '../src/lib/errors/index.ts'

const root = path.resolve(import.meta.dirname, '..')
const read = (file: string) => readFile(path.join(root, file), 'utf8')
let generated: string

beforeAll(async () => {
  generated = await mkdtemp(path.join(os.tmpdir(), 'deployctl-docs-'))
  await promisify(execFile)(process.execPath, [path.join(root, 'bin/docs.js'), generated])
})
afterAll(() => rm(generated, { recursive: true }))

// A difference here is mended by `npm run docs`.
test.each(['commands.md', 'exit-codes.md', 'manifest.md', 'manifest.schema.json'])(
  'docs/%s says what the code says',
  async name => {
    expect(await read(`docs/${name}`)).toBe(await readFile(path.join(generated, name), 'utf8'))
  },
)

test.each(readdirSync(path.join(root, 'templates')))('the picture of %s shows its manifest', async name => {
  expect(await read(`templates/${name}/architecture.svg`)).toBe(
    await readFile(path.join(generated, `${name}.svg`), 'utf8'),
  )
})

test('every command has its section', async () => {
  const files = await readdir(path.join(root, 'src/commands'), { recursive: true })
  const words = files
    .filter(file => file.endsWith('.ts'))
    .map(file => file.slice(0, -3).replaceAll(path.sep, ' '))
  const headings = [...(await read('docs/commands.md')).matchAll(/^## (.+)$/gm)].map(([, heading]) => heading)
  expect(headings.toSorted()).toEqual(['Global flags', ...words].toSorted())
})

test('every exit code and every error is told', async () => {
  const cells = [...(await read('docs/exit-codes.md')).matchAll(/^\| `([^`]+)` \|/gm)].map(([, cell]) => cell)
  expect(cells.toSorted()).toEqual(
    [...Object.values(exitCodes).map(String), ...Object.keys(catalogue)].toSorted(),
  )
})

describe.each(await documents())('%s', file => {
  test('links to what is there', async () => {
    const links = [...(await read(file)).matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map(([, target]) => target!)
    const broken = await Promise.all(
      links
        .filter(target => !/^[a-z]+:/.test(target))
        .map(target => missing(path.join(path.dirname(file), target))),
    )
    expect(broken.flat()).toEqual([])
  })

  test('names commands that exist', async () => {
    const { commands } = JSON.parse(await read('oclif.manifest.json')) as {
      commands: Record<string, unknown>
    }
    const known = new Set(Object.keys(commands).flatMap(id => id.split(':').slice(0, 1)))
    const code = [...(await read(file)).matchAll(/```\w*\n[\s\S]*?```|`[^`\n]+`/g)].join('\n')
    const named = [...code.matchAll(/(?:^|[`|&$:] ?)deployctl ([a-z]+)/gm)].map(([, word]) => word!)
    expect(named.filter(word => !known.has(word))).toEqual([])
  })
})

async function documents(): Promise<string[]> {
  const pages = (await readdir(path.join(root, 'docs'), { recursive: true })).filter(name =>
    name.endsWith('.md'),
  )
  const templates = await readdir(path.join(root, 'templates'))
  return [
    ...['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md'],
    ...pages.map(name => `docs/${name}`),
    ...templates.map(name => `templates/${name}/README.md`),
  ]
}

async function missing(file: string): Promise<string[]> {
  return readFile(path.join(root, file)).then(
    () => [],
    error => (error.code === 'EISDIR' ? [] : [file]),
  )
}
