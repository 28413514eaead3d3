import { Help } from '@oclif/core'

/** What `--help` says, as text of so many columns. */
export async function helpFor(config, words, maxWidth) {
  const lines = []
  class Captured extends Help {
    log(...args) {
      lines.push(args.join(' '))
    }
  }
  const options = { stripAnsi: true, maxWidth, hideCommandSummaryInDescription: true }
  await new Captured(config, options).showHelp(words)
  const [summary, ...rest] = lines.join('\n').trimEnd().split('\n')
  return [
    ...summary.match(new RegExp(`.{1,${maxWidth}}(?!\\S)`, 'g')).map(line => line.trim()),
    ...rest,
  ].join('\n')
}

/** Changes what oclif knows of a command so that its help reads as docs/commands.md does. */
export function makeReadable(command) {
  const { id, args, flags, strict, description = '', examples = [] } = command
  const takes = Object.values(args)
  // oclif says of every argument what holds for the last one.
  if (strict === false && takes.length > 0) takes.at(-1).multiple = true
  const names = takes.map(({ name, required, multiple }) => {
    const word = name.toUpperCase() + (multiple ? '...' : '')
    return required ? word : `[${word}]`
  })
  Object.assign(command, {
    strict: true,
    usage: [id.replaceAll(':', ' '), ...names, '[FLAGS]'].join(' '),
    // One line in the help is as wide as it may be, however the source is broken.
    description: description.replaceAll(/(?<!\n)\n(?!\n)/g, ' '),
    examples: examples.map(example => (example.startsWith('<%') ? example : `$ ${example}`)),
  })
  for (const flag of Object.values(flags)) makeFlagReadable(flag)
}

function makeFlagReadable(flag) {
  if (Array.isArray(flag.default) && flag.default.length === 0) delete flag.default
  if (!flag.exclusive?.length) return
  flag.description += ` Not with ${flag.exclusive.map(other => `--${other}`).join(', ')}.`
}
