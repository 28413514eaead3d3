/** A command as completion knows it: the words that name it, and its long flags. */
export interface Completable {
  readonly words: string
  readonly summary: string
  readonly flags: readonly string[]
}

export const shells = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof shells)[number]

/** A script that completes the names of commands and flags; the shell needs nothing else, and starts nothing. Pure. */
export function completionScript(shell: Shell, commands: readonly Completable[]): string {
  if (shell === 'fish') return fish(commands)
  // Zsh reads bash's completions through a layer of its own.
  return shell === 'zsh' ? `autoload -U +X bashcompinit && bashcompinit\n${bash(commands)}` : bash(commands)
}

function bash(commands: readonly Completable[]): string {
  const first = unique(commands.map(({ words }) => words.split(' ')[0]!))
  const topics = Map.groupBy(
    commands.filter(({ words }) => words.includes(' ')),
    ({ words }) => words.split(' ')[0]!,
  )
  const seconds = [...topics].map(
    ([topic, inner]) => `    ${topic}) words="${inner.map(({ words }) => words.split(' ')[1]).join(' ')}" ;;`,
  )
  const flags = commands.map(({ words, flags }) => `    "${words}"*) words="${flags.join(' ')}" ;;`)
  return `_deployctl() {
  local current="\${COMP_WORDS[COMP_CWORD]}" line="\${COMP_WORDS[*]:1}" words=""
  if [[ $current == -* ]]; then case "$line" in
${longestFirst(flags).join('\n')}
  esac; elif [[ $COMP_CWORD -eq 1 ]]; then words="${first.join(' ')}"
  elif [[ $COMP_CWORD -eq 2 ]]; then case "\${COMP_WORDS[1]}" in
${seconds.join('\n')}
  esac; fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _deployctl deployctl
`
}

function fish(commands: readonly Completable[]): string {
  return commands
    .flatMap(({ words, summary, flags }) => {
      const [first, second] = words.split(' ') as [string, string?]
      const about = summary.replaceAll("'", '’')
      const name = second
        ? `complete -c deployctl -n '__fish_seen_subcommand_from ${first}' -a ${second} -d '${about}'`
        : `complete -c deployctl -n __fish_use_subcommand -a ${first} -d '${about}'`
      const seen = `__fish_seen_subcommand_from ${second ?? first}`
      return [name, ...flags.map(flag => `complete -c deployctl -n '${seen}' -l ${flag.slice(2)}`)]
    })
    .join('\n')
    .concat('\n')
}

/** A longer name begins with a shorter one: `secrets put` is asked for before `secrets`. */
function longestFirst(lines: readonly string[]): string[] {
  return lines.toSorted((a, b) => b.indexOf('"*)') - a.indexOf('"*)'))
}

function unique(words: readonly string[]): string[] {
  return [...new Set(words)]
}
