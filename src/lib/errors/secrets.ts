import type { Entry } from './entry.ts'

/** What can go wrong with values of secrets and parameters. */
export const secretErrors = {
  'secrets.unknown-name': {
    exit: 'usage',
    hint: 'See the names there are with `deployctl secrets list ENV`, or declare it in the manifest.',
  },
  'secrets.not-generated': {
    exit: 'usage',
    hint: 'Write `generate` for it in the manifest, or put a value with `deployctl secrets put`.',
  },
  'secrets.invalid-value': { exit: 'usage', hint: 'See what it must look like in the manifest.' },
  'secrets.invalid-source': {
    exit: 'usage',
    hint: 'Give a file of NAME=VALUE lines, or a JSON or YAML map of names to values.',
  },
  'secrets.value-needed': { exit: 'preflight', hint: 'Put it with `deployctl secrets put ENV NAME`.' },
  'secrets.immutable': {
    exit: 'preflight',
    hint: 'What was encrypted with the old value would be lost. If that is meant, take `immutable` out of the manifest.',
  },
  'secrets.not-standing': { exit: 'preflight', hint: 'Make it first, with `deployctl bootstrap ENV`.' },
  'secrets.not-ours': {
    exit: 'preflight',
    hint: 'What deployctl did not make, it never changes. Take it out of `parameters`, or choose another name.',
  },
  'secrets.contended': {
    exit: 'halfway',
    hint: 'Somebody else is writing the same secret. Run the same command again.',
  },
} as const satisfies Record<string, Entry>
