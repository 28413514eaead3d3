import type { Path } from '../path.ts'

/** Keys that somebody may well expect and that cannot be kept to, with what to do instead; `*` is any name. */
const refused: readonly (readonly [path: string, remedy: string])[] = [
  [
    'functions.*.secrets',
    'Lambda hands out no secrets. Write `access: {secrets.NAME: read}` and `env: {NAME_ARN: ${secrets.NAME.arn}}`, and let the function read it when it starts.',
  ],
  [
    'jobs.*.timeout',
    'Fargate ends no task for its age. Where the image has it, let the command do so: `command: [timeout, 1h, …]`.',
  ],
]

/** What to do instead of writing this key; undefined where nobody would expect it. */
export function remedyForRefused(path: Path): string | undefined {
  return refused.find(([pattern]) => {
    const parts = pattern.split('.')
    return parts.length === path.length && parts.every((part, at) => part === '*' || part === path[at])
  })?.[1]
}
