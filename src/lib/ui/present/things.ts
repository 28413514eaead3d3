import type { ReleasedThing, ReleasedThings } from '../../releases/released-things.ts'
import { seconds, type Theme } from '../format.ts'

/** What a release holds besides services, one row each. */
export function thingRows(
  { functions = {}, sites = {}, jobs = {} }: ReleasedThings,
  theme: Theme,
): string[][] {
  const row = (name: string, thing: ReleasedThing, ...about: [what: string, which: string]) => [
    `  ${name}`,
    ...about,
    thing.outcome,
    thing.seconds === undefined ? '' : theme.dim(seconds(thing.seconds)),
  ]
  return [
    ...Object.entries(functions).map(([name, one]) =>
      row(
        name,
        one,
        `version ${one.version}`,
        one.image?.split('@sha256:')[1]?.slice(0, 8) ?? one.content!.slice(0, 8),
      ),
    ),
    ...Object.entries(sites).map(([name, one]) =>
      row(name, one, `${one.files} files`, one.manifest.slice(0, 8)),
    ),
    ...Object.entries(jobs).map(([name, one]) =>
      row(name, one, 'job', `revision ${one.taskDefinition?.split(':').at(-1) ?? ''}`),
    ),
  ]
}
