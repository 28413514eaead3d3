#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import module from 'node:module'
import { fileURLToPath } from 'node:url'

const root = new URL('..', import.meta.url)
const argv = process.argv.slice(2)
const read = file => JSON.parse(readFileSync(new URL(file, root), 'utf8'))

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 13)) {
  process.stderr.write(`deployctl needs Node 22.13 or newer; this is ${process.version}.\n`)
  process.exit(2)
}

// The version and the help were written down when deployctl was built: saying them loads nothing.
const said = version() ?? help()
if (said === undefined) {
  module.enableCompileCache()
  // It loads all of semver to ask what was asked above.
  process.env.OCLIF_DISABLE_ENGINE_WARNING = '1'
  const { main } = await import('../dist/lib/cli/main.js')
  await main(argv, fileURLToPath(root))
} else process.stdout.write(`${said}\n`)

function version() {
  if (argv[0] !== '--version') return undefined
  const { name, version } = read('package.json')
  return `${name}/${version} ${process.platform}-${process.arch} node-${process.version}`
}

function help() {
  const end = argv.indexOf('--')
  const asked = (end < 0 ? argv : argv.slice(0, end)).includes('--help')
  if (!asked && argv.length > 0 && argv[0] !== 'help') return undefined
  const words = argv.slice(argv[0] === 'help' ? 1 : 0).filter(word => !word.startsWith('-'))
  const texts = read(process.stdout.columns < 80 ? 'dist/help-narrow.json' : 'dist/help.json')
  // The longest run of words that names a command: what follows are its arguments.
  for (let length = words.length; length > 0; length--) {
    const text = texts[words.slice(0, length).join(' ')]
    if (text) return text
  }
  return words.length === 0 ? texts[''] : undefined
}
