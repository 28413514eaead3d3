import type { Event, RolloutOutcome } from '../events/index.ts'

export type Mark = 'running' | 'done' | 'failed'

export interface Line {
  readonly name: string
  readonly mark: Mark
  readonly detail?: string | undefined
  readonly seconds?: number | undefined
  /** From 0 to 1, where it is known. */
  readonly share?: number | undefined
}

export interface Step extends Line {
  readonly lines: readonly Line[]
}

/** What a screen shows of a run so far. */
export interface Progress {
  readonly title: string
  readonly steps: readonly Step[]
  readonly notices: readonly {
    readonly level: 'notice' | 'warning'
    readonly message: string
    readonly hint?: string | undefined
  }[]
}

export const noProgress: Progress = { title: '', steps: [], notices: [] }

/** The next picture of a run, after one more event. Pure. */
export function advance(progress: Progress, event: Event): Progress {
  switch (event.type) {
    case 'run.started': {
      const place = [event.project, event.region].filter(Boolean).join(' · ')
      const title = [
        `${event.command}${event.environment ? ` ${event.environment}` : ''}`,
        event.title,
        place,
      ]
        .filter(Boolean)
        .join(' · ')
      return { ...progress, title }
    }
    case 'step.started':
      return {
        ...progress,
        steps: [...progress.steps, { name: event.step, mark: 'running', detail: event.detail, lines: [] }],
      }
    case 'step.finished':
      return onStep(progress, event.step, { mark: 'done', detail: event.detail, seconds: event.seconds })
    case 'step.failed':
      return onStep(progress, event.step, { mark: 'failed', detail: event.detail, seconds: event.seconds })
    case 'notice':
      return { ...progress, notices: [...progress.notices, { level: 'notice', message: event.message }] }
    case 'warning':
      return {
        ...progress,
        notices: [...progress.notices, { level: 'warning', message: event.message, hint: event.hint }],
      }
    default: {
      const line = lineFor(event)
      return line ? onLine(progress, line) : progress
    }
  }
}

/** The line under the current step that an event is about. */
function lineFor(event: Event): Line | undefined {
  switch (event.type) {
    case 'resource.started':
      return { name: `${event.kind} ${event.id}`, mark: 'running', detail: event.action }
    case 'resource.waiting':
      return { name: `${event.kind} ${event.id}`, mark: 'running', detail: event.detail }
    case 'resource.finished':
      return {
        name: `${event.kind} ${event.id}`,
        mark: 'done',
        detail: pastTense[event.action],
        seconds: event.seconds,
      }
    case 'resource.failed':
      return { name: `${event.kind} ${event.id}`, mark: 'failed', detail: event.message }
    case 'image.progress':
      return {
        name: event.service,
        mark: 'running',
        detail: `${event.phase} ${event.detail}`,
        share: share(event.done, event.total),
      }
    case 'image.finished':
      return {
        name: event.service,
        mark: 'done',
        detail: joined(event.outcome, event.digest && shortDigest(event.digest)),
        seconds: event.seconds,
      }
    case 'rollout.started':
      return { name: event.service, mark: 'running', detail: 'starting', share: 0 }
    case 'rollout.progress':
      return {
        name: event.service,
        mark: 'running',
        detail: joined(`${event.healthy}/${event.desired} healthy`, event.detail),
        share: share(event.healthy, event.desired),
      }
    case 'rollout.finished':
      return {
        name: event.service,
        mark: markOf(event.outcome),
        detail: joined(event.outcome, event.detail),
        seconds: event.seconds,
      }
    default:
      return undefined
  }
}

const pastTense = {
  create: 'created',
  update: 'updated',
  replace: 'replaced',
  remove: 'removed',
  keep: 'kept',
} as const

function markOf(outcome: RolloutOutcome): Mark {
  return outcome === 'succeeded' || outcome === 'unchanged' ? 'done' : 'failed'
}

function onStep(progress: Progress, name: string, change: Partial<Step>): Progress {
  return {
    ...progress,
    steps: progress.steps.map(step =>
      step.name === name && step.mark === 'running' ? { ...step, ...change } : step,
    ),
  }
}

function onLine(progress: Progress, line: Line): Progress {
  const steps = [...progress.steps]
  const index = steps.findLastIndex(step => step.mark === 'running')
  const step = steps[index]
  if (!step) return progress
  const at = step.lines.findIndex(({ name }) => name === line.name)
  const lines = at < 0 ? [...step.lines, line] : step.lines.with(at, line)
  steps[index] = { ...step, lines }
  return { ...progress, steps }
}

function share(done: number | undefined, total: number | undefined): number | undefined {
  return done === undefined || !total ? undefined : Math.min(1, done / total)
}

function joined(...parts: (string | undefined)[]): string {
  return parts.filter(Boolean).join('  ')
}

export function shortDigest(digest: string): string {
  return `${digest.slice(0, 'sha256:'.length + 12)}`
}
