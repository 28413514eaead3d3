import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'

const root = path.resolve(import.meta.dirname, '../src')

/** What each room may import, beside itself. See ARCHITECTURE.md. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  commands: ['cli', 'ui', 'runbooks', 'releases', 'secrets', 'manifest', 'sandbox', 'errors', 'events'],
  cli: [
    'ui',
    'sandbox',
    'runbooks',
    'resources',
    'releases',
    'images',
    'secrets',
    'manifest',
    'aws',
    'events',
    'errors',
  ],
  runbooks: [
    'on-demand',
    'costs',
    'diagrams',
    'diagrams',
    'resources',
    'releases',
    'images',
    'secrets',
    'manifest',
    'aws',
    'events',
    'errors',
  ],
  resources: ['manifest', 'aws', 'events', 'errors', 'on-demand'],
  releases: ['resources', 'manifest', 'aws', 'events', 'errors'],
  costs: ['resources', 'manifest', 'errors'],
  diagrams: ['resources', 'manifest', 'errors'],
  images: ['manifest', 'aws', 'events', 'errors'],
  secrets: ['resources', 'manifest', 'aws', 'events', 'errors'],
  manifest: ['events', 'errors'],
  aws: ['events', 'errors'],
  ui: ['events', 'errors'],
  sandbox: ['errors'],
  events: ['errors'],
  // Bundled for Lambda: nothing of ours but itself.
  'on-demand': [],
  errors: [],
}

/** Packages that only some rooms may name. */
const packages: readonly {
  readonly pattern: RegExp
  readonly rooms: readonly string[]
  readonly typesAnywhere?: boolean
}[] = [
  { pattern: /^@oclif\//, rooms: ['commands', 'cli'] },
  { pattern: /^(log-update|@clack\/)/, rooms: ['ui'] },
  { pattern: /^@aws-sdk\/client-/, rooms: ['aws', 'sandbox', 'on-demand'], typesAnywhere: true },
  { pattern: /^dockerode$/, rooms: ['images', 'sandbox'] },
]

interface Import {
  readonly file: string
  readonly room: string
  readonly target: string
  readonly typeOnly: boolean
}

function roomOf(file: string): string {
  const [first, second] = path.relative(root, file).split(path.sep)
  return first === 'lib' ? second! : first!
}

function importsOf(file: string): Import[] {
  const text = readFileSync(file, 'utf8')
  const statements = [...text.matchAll(/^(?:import|export)\s+(type\s+)?[^'"]*?from\s+'([^']+)'/gm)]
  const dynamic = [...text.matchAll(/import\('([^']+)'\)/g)]
  const room = roomOf(file)
  return [
    ...statements.map(([, type, target]) => ({ file, room, target: target!, typeOnly: type !== undefined })),
    ...dynamic.map(([, target]) => ({ file, room, target: target!, typeOnly: false })),
  ]
}

const files = readdirSync(root, { recursive: true, withFileTypes: true })
  .filter(entry => entry.isFile() && entry.name.endsWith('.ts'))
  .map(entry => path.join(entry.parentPath, entry.name))
const imports = files.flatMap(importsOf)

describe('the architecture', () => {
  it('reads the tree it judges', () => {
    expect(imports.length).toBeGreaterThan(300)
    expect(new Set(files.map(roomOf))).toEqual(new Set(Object.keys(arrows)))
  })

  it('has arrows that point inward only', () => {
    const wrong = imports
      .filter(({ target }) => target.startsWith('.'))
      .map(one => ({ ...one, to: roomOf(path.resolve(path.dirname(one.file), one.target)) }))
      // What they show they may name the type of: commands return, and `ui` presents, what runbooks made.
      .filter(
        ({ room, to, typeOnly }) =>
          room !== to && !arrows[room]!.includes(to) && !(typeOnly && ['ui', 'commands'].includes(room)),
      )
    expect(wrong.map(({ file, target }) => `${path.relative(root, file)} → ${target}`)).toEqual([])
  })

  it('names a package only where its walls are', () => {
    const wrong = imports.filter(({ target, room, typeOnly }) =>
      packages.some(
        ({ pattern, rooms, typesAnywhere }) =>
          pattern.test(target) && !rooms.includes(room) && !(typesAnywhere && typeOnly),
      ),
    )
    expect(wrong.map(({ file, target }) => `${path.relative(root, file)} → ${target}`)).toEqual([])
  })

  it('keeps the process and the console in cli, ui and commands, and in what runs on Lambda', () => {
    const wrong = files
      .filter(file => !['cli', 'ui', 'commands', 'on-demand'].includes(roomOf(file)))
      .filter(file =>
        /\b(process\.(env|argv|exit|stdout|stderr|on|cwd)|console\.)/.test(
          withoutComments(readFileSync(file, 'utf8')),
        ),
      )
    expect(wrong.map(file => path.relative(root, file))).toEqual([])
  })

  it('throws errors of the catalogue only', () => {
    const wrong = files.filter(file => /throw new Error\(/.test(readFileSync(file, 'utf8')))
    expect(wrong.map(file => path.relative(root, file))).toEqual([])
  })

  it('keeps its files small', () => {
    const long = files.map(file => ({
      file: path.relative(root, file),
      lines: readFileSync(file, 'utf8').split('\n').length,
    }))
    expect(long.filter(({ lines }) => lines > 300)).toEqual([])
  })
})

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/.*$/gm, '')
}
