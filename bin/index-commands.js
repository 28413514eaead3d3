// Run by `npm run build`: writes down what the commands are, so that starting one loads no other,
// and what `--help` says of each, so that asking loads nothing at all.
import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { Config, Plugin } from '@oclif/core'
import { helpFor, makeReadable } from './help.js'

const base = new URL('..', import.meta.url)
const root = fileURLToPath(base)

// Config.load alone would believe the file that the last build wrote, and miss every command since.
const plugin = new Plugin({ root, isRoot: true, ignoreManifest: true, errorOnManifestCreate: true })
await plugin.load()
const manifest = JSON.stringify(plugin.manifest)
const config = await Config.load({ root, plugins: new Map([[plugin.name, plugin]]) })
for (const command of config.commands) makeReadable(command)

const topics = config.topics.map(({ name }) => name)
// Topics first: writing a command's help takes its id away from its topic.
const names = ['', ...topics, ...config.commandIDs].map(id => id.replaceAll(':', ' '))

await writeFile(new URL('oclif.manifest.json', base), `${manifest}\n`)
for (const [file, columns] of [
  ['help', 80],
  ['help-narrow', 60],
]) {
  const help = {}
  for (const name of names) help[name] = await helpFor(config, name ? name.split(' ') : ['--help'], columns)
  await writeFile(new URL(`dist/${file}.json`, base), `${JSON.stringify(help)}\n`)
}
