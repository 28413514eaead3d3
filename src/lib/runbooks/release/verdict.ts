import { DeployctlError } from '../../errors/index.ts'
import type { ReleaseRecord } from '../../releases/record.ts'
import type { ServiceStory } from '../rollout/story.ts'
import type { SmokeResult } from './smoke.ts'
import type { Fate } from './undo.ts'

/** How a release that failed is told: what failed, what became of it, what serves now, what to type next. */
export interface FailureStory {
  readonly release: number
  readonly failed: readonly ServiceStory[]
  readonly smoke: readonly SmokeResult[]
  /** What AWS refused, in its words. */
  readonly refused?: string
  /** What became of each service that was moved. */
  readonly fates: Readonly<Record<string, Fate>>
  /** The release that serves now; undefined where services run different ones, or nothing came before. */
  readonly serves: number | undefined
  readonly next: string
}

/** Tells a failed release as an error: rolled back where every moved service is back, else failed half-way. Pure. */
export function failedRelease(
  environment: string,
  previous: ReleaseRecord | undefined,
  story: Omit<FailureStory, 'serves' | 'next'>,
): DeployctlError {
  const back = previous !== undefined && Object.values(story.fates).every(fate => fate === 'returned')
  const next = story.failed[0]?.next ?? `deployctl status ${environment}`
  const told: FailureStory = { ...story, serves: back ? previous.number : undefined, next }
  const outcome = back
    ? `was rolled back; release ${previous.number} serves`
    : `failed half-way${standing(story.fates)}`
  return new DeployctlError(back ? 'release.rolled-back' : 'release.failed', {
    message: `Release ${story.release} ${outcome}. ${causes(story).join(' ')}`,
    hint: `Next: ${next}`,
    data: { story: told },
  })
}

function standing(fates: Readonly<Record<string, Fate>>): string {
  const moved = Object.entries(fates).filter(([, fate]) => fate !== 'returned')
  return moved.length > 0 ? `: ${moved.map(([service]) => service).join(', ')} did not go back` : ''
}

function causes({ failed, smoke, refused }: Omit<FailureStory, 'serves' | 'next'>): string[] {
  const whys = Map.groupBy(failed, ({ outcome, stopped, said }) => {
    return stopped?.plain ?? said.at(-1) ?? `The rollout ended as ${outcome}.`
  })
  return [
    ...[...whys].map(([why, services]) => `${services.map(({ service }) => service).join(', ')}: ${why}`),
    ...smoke.flatMap(({ request, wrong }) => (wrong ? [`${request} ${wrong}.`] : [])),
    ...(refused === undefined ? [] : [refused]),
  ]
}
