import type { TaskFacts } from './situation.ts'

interface Rule {
  readonly matches: RegExp
  readonly plain: string
}

/** The wording is AWS's; what visitors read names neither accounts nor secrets. */
const rules: readonly Rule[] = [
  { matches: /CannotPull.*(platform|manifest for)/i, plain: 'Its image is for another kind of processor.' },
  { matches: /CannotPull/i, plain: 'Its image could not be fetched.' },
  {
    matches: /ResourceInitializationError.*(secret|ssm|parameter)/is,
    plain: 'A secret that it needs could not be read.',
  },
  { matches: /EFS|file system/i, plain: 'A file system that it needs could not be mounted.' },
  { matches: /ResourceInitializationError/, plain: 'What it needs could not be prepared.' },
  { matches: /OutOfMemory/i, plain: 'It ran out of memory.' },
  { matches: /health checks/i, plain: 'It runs, but finds itself unwell.' },
  {
    matches: /Capacity is unavailable|RESOURCE:FARGATE/i,
    plain: 'AWS has no computer free for it right now.',
  },
]

/** Why a task ended before it answered, in words for everybody. Pure. */
export function plainReason({ exitCode, stoppedReason = '' }: TaskFacts): string {
  const known = rules.find(({ matches }) => matches.test(stoppedReason))
  if (known) return known.plain
  if (exitCode !== undefined) return `The container ended with exit code ${exitCode} before it answered.`
  return 'It stopped before it answered.'
}
