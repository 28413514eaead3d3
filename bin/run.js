#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import module from 'node:module'

const root = new URL('..', import.meta.url)
const [major, minor] = process.versions.node.split('.').map(Number)

if (major < 22 || (major === 22 && minor < 13)) {
  process.stderr.write(
    `deployctl needs Node 22.13 or newer; this is ${process.version}. Install one from https://nodejs.org.\n`,
  )
  process.exit(2)
}

// The version needs no parser; scripts ask for it often.
if (process.argv.length === 3 && process.argv[2] === '--version') {
  const { name, version } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'))
  process.stdout.write(`${name}/${version} ${process.platform}-${process.arch} node-${process.version}\n`)
} else {
  module.enableCompileCache()
  const { main } = await import('../dist/lib/cli/main.js')
  await main(process.argv.slice(2), root.pathname)
}
