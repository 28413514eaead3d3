import { anchor, blocks, code, table } from './markdown.js'

const introduction = `# Commands

This page is generated from the commands themselves; \`deployctl COMMAND --help\` shows the same for one of them.
ENVIRONMENT is a key of \`environments\` in the [manifest](manifest.md). Exit codes are in [exit-codes.md](exit-codes.md).`

/** Every command with its summary, usage, arguments, flags and examples, as oclif knows them. */
export function commandsDocument(commands) {
  const sorted = commands.toSorted((a, b) => wordsOf(a).localeCompare(wordsOf(b)))
  return `${blocks(introduction, overview(sorted), globalFlags(sorted), sorted.map(section))}\n`
}

function overview(commands) {
  const rows = commands.map(command => {
    const words = wordsOf(command)
    return [`[${code(words)}](#${anchor(words)})`, command.summary]
  })
  return table(['command', ''], rows)
}

/** Flags that many commands share are told once, with the commands that do not take them. */
function globalFlags(commands) {
  const shared = new Map(
    commands.flatMap(({ flags }) => Object.entries(flags).filter(([, flag]) => isGlobal(flag))),
  )
  const rows = [...shared].sort(byName).map(([name, flag]) => {
    const without = commands.filter(({ flags }) => !(name in flags)).map(command => code(wordsOf(command)))
    return [
      flagName(flag),
      aboutFlag(flag),
      without.length === 0 ? 'every command' : `all but ${without.join(', ')}`,
    ]
  })
  return blocks('## Global flags', table(['flag', '', 'taken by'], rows))
}

function section(command) {
  const words = wordsOf(command)
  return blocks(
    `## ${words}`,
    command.summary,
    command.description === command.summary ? '' : command.description,
    shell([usage(command)]),
    argumentTable(command),
    flagTable(command),
    command.examples?.length > 0 ? ['Examples:', shell(command.examples.map(withBin))] : [],
  )
}

function usage(command) {
  const names = Object.values(command.args).map(({ name, required }) =>
    required ? name.toUpperCase() : `[${name.toUpperCase()}]`,
  )
  const more = command.strict === false ? '…' : ''
  return `${['deployctl', wordsOf(command), ...names].join(' ')}${more} [FLAGS]`
}

function argumentTable({ args }) {
  const rows = Object.values(args).map(({ name, description, required, default: value }) => [
    code(name.toUpperCase()),
    description,
    required ? 'required' : isNothing(value) ? '' : code(value),
  ])
  return rows.length > 0 && table(['argument', '', 'default'], rows)
}

function flagTable({ flags }) {
  const own = Object.entries(flags).filter(([, flag]) => !isGlobal(flag))
  const rows = own.sort(byName).map(([, flag]) => [flagName(flag), aboutFlag(flag)])
  return rows.length > 0 && table(['flag', ''], rows)
}

function flagName({ name, char, type, helpValue = 'VALUE' }) {
  const short = char ? `${code(`-${char}`)}, ` : ''
  return short + code(type === 'option' ? `--${name} ${helpValue}` : `--${name}`)
}

function aboutFlag({ description, default: value, env, multiple, exclusive = [] }) {
  const facts = [
    isNothing(value) ? '' : `Default: ${code(value)}.`,
    env ? `Also read from ${code(env)}.` : '',
    multiple ? 'May be given several times.' : '',
    exclusive.length > 0 ? `Not with ${exclusive.map(other => code(`--${other}`)).join(', ')}.` : '',
  ]
  return [description, ...facts].filter(Boolean).join(' ')
}

const wordsOf = ({ id }) => id.replaceAll(':', ' ')
const isGlobal = ({ helpGroup }) => helpGroup === 'GLOBAL'
const isNothing = value => value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
const byName = ([a], [b]) => a.localeCompare(b)
const withBin = example => example.replaceAll('<%= config.bin %>', 'deployctl')
const shell = lines => `\`\`\`sh\n${lines.join('\n')}\n\`\`\``
