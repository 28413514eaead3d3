// `npm run docs`: writes the documents that follow from the code, into docs/ or the directory that is named.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { Config } from '@oclif/core'
import * as costs from '../dist/lib/costs/index.js'
import { catalogue, exitCodes } from '../dist/lib/errors/index.js'
import * as manifest from '../dist/lib/manifest/index.js'
import { diagram } from '../dist/lib/runbooks/diagram.js'
import { commandsDocument } from './docs/commands.js'
import { costsDocument } from './docs/costs.js'
import { exitCodesDocument } from './docs/exit-codes.js'
import { pictures } from './docs/pictures.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const directory = process.argv[2] ?? path.join(root, 'docs')
const { commands } = await Config.load({ root })
const costsPage = await readFile(path.join(root, 'docs/costs.md'), 'utf8')

const documents = {
  'commands.md': commandsDocument(commands),
  'costs.md': await costsDocument(costsPage, { costs, manifest }, root),
  'exit-codes.md': exitCodesDocument(exitCodes, catalogue),
  'manifest.md': manifest.reference(),
  'manifest.schema.json': `${JSON.stringify(manifest.jsonSchema(), null, 2)}\n`,
}

await mkdir(directory, { recursive: true })
for (const [name, text] of Object.entries(documents)) await writeFile(path.join(directory, name), text)

// Beside the README that shows it; into one place where somebody only wants to compare.
for (const [name, picture] of await pictures({ diagram, manifest }, root)) {
  const own = path.join(root, 'templates', name, 'architecture.svg')
  await writeFile(process.argv[2] ? path.join(directory, `${name}.svg`) : own, picture)
}
