// Run by `npm run build`: writes down what the commands are, so that starting one loads no other,
// and what `--help` says of each, so that asking loads nothing at all.
import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { Config, Help, Plugin } from '@oclif/core'

const base = new URL('..', import.meta.url)
const root = fileURLToPath(base)

// Config.load alone would believe the file that the last build wrote, and miss every command since.
const plugin = new Plugin({ root, isRoot: true, ignoreManifest: true, errorOnManifestCreate: true })
await plugin.load()
const { manifest } = plugin
const config = await Config.load({ root, plugins: new Map([[plugin.name, plugin]]) })

/** Help as text, in the 80 columns that oclif uses off a terminal. */
async function helpFor(words) {
  const lines = []
  class Captured extends Help {
    log(...args) {
      lines.push(args.join(' '))
    }
  }
  await new Captured(config, { stripAnsi: true, maxWidth: 80 }).showHelp(words)
  return lines.join('\n').trimEnd()
}

const topics = config.topics.map(({ name }) => name)
// Topics first: writing a command's help takes its id away from its topic.
const names = ['', ...topics, ...config.commandIDs].map(id => id.replaceAll(':', ' '))
const help = {}
for (const name of names) help[name] = await helpFor(name ? name.split(' ') : ['--help'])

await writeFile(new URL('oclif.manifest.json', base), `${JSON.stringify(manifest)}\n`)
await writeFile(new URL('dist/help.json', base), `${JSON.stringify(help)}\n`)
