import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { completionScript } from '../../src/lib/cli/completion.ts'

const commands = [
  { words: 'deploy', summary: 'Release.', flags: ['--image', '--json'] },
  { words: 'secrets put', summary: 'Give it a value: it’s safe.', flags: ['--stdin'] },
  { words: 'secrets list', summary: 'Show.', flags: ['--json'] },
  { words: 'sleep', summary: 'Stop.', flags: ['--dry-run'] },
]

/** Asks a real bash what it would offer for these words, the last of which is being typed. */
function offered(...typed: string[]): string[] {
  const words = ['deployctl', ...typed].map(word => `'${word}'`).join(' ')
  const script = `${completionScript('bash', commands)}
COMP_WORDS=(${words}); COMP_CWORD=${typed.length}; _deployctl; printf '%s\\n' "\${COMPREPLY[@]}"`
  return execFileSync('bash', ['-c', script], { encoding: 'utf8' }).trim().split('\n')
}

describe('completion', () => {
  it('completes commands, then what is below a topic', () => {
    expect(offered('')).toEqual(['deploy', 'secrets', 'sleep'])
    expect(offered('s')).toEqual(['secrets', 'sleep'])
    expect(offered('secrets', '')).toEqual(['put', 'list'])
    expect(offered('deploy', '')).toEqual([''])
  })

  it('completes the flags of the command that is typed', () => {
    expect(offered('deploy', 'prod', '--')).toEqual(['--image', '--json'])
    expect(offered('secrets', 'put', 'prod', '--s')).toEqual(['--stdin'])
    expect(offered('secrets', 'list', 'prod', '--')).toEqual(['--json'])
  })

  it('speaks fish', () => {
    expect(completionScript('fish', commands).split('\n').slice(0, 4)).toEqual([
      "complete -c deployctl -n __fish_use_subcommand -a deploy -d 'Release.'",
      "complete -c deployctl -n '__fish_seen_subcommand_from deploy' -l image",
      "complete -c deployctl -n '__fish_seen_subcommand_from deploy' -l json",
      "complete -c deployctl -n '__fish_seen_subcommand_from secrets' -a put -d 'Give it a value: it’s safe.'",
    ])
  })
})
