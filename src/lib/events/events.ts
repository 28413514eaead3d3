/** Everything a run can tell. Renderers draw these; `--events` prints each as one line of JSON. */
export type Event =
  | {
      type: 'run.started'
      command: string
      project: string
      environment?: string
      account?: string
      region?: string
      title?: string
    }
  | { type: 'step.started'; step: string; detail?: string }
  | { type: 'step.finished'; step: string; detail?: string; seconds: number }
  | { type: 'step.failed'; step: string; detail?: string; error?: string; seconds: number }
  | { type: 'resource.started'; kind: string; id: string; name: string; action: ResourceAction }
  | { type: 'resource.waiting'; kind: string; id: string; name: string; detail: string }
  | {
      type: 'resource.finished'
      kind: string
      id: string
      name: string
      action: ResourceAction
      seconds: number
    }
  | {
      type: 'resource.failed'
      kind: string
      id: string
      name: string
      action: ResourceAction
      message: string
    }
  | {
      type: 'image.progress'
      service: string
      phase: 'hash' | 'build' | 'push'
      detail: string
      done?: number
      total?: number
    }
  | {
      type: 'image.finished'
      service: string
      outcome: 'built' | 'pushed' | 'unchanged' | 'given'
      digest?: string
      seconds: number
    }
  | { type: 'rollout.started'; service: string; deployment: string; image?: string; desired: number }
  | {
      type: 'rollout.progress'
      service: string
      running: number
      healthy: number
      desired: number
      detail?: string
    }
  | { type: 'rollout.event'; service: string; message: string; at: string }
  | { type: 'rollout.task-stopped'; service: string; task: string; code: string; reason: string }
  | { type: 'rollout.finished'; service: string; outcome: RolloutOutcome; detail?: string; seconds: number }
  | { type: 'log.line'; service: string; message: string; at: string; task?: string }
  | { type: 'notice'; message: string }
  | { type: 'warning'; message: string; hint?: string }

export type ResourceAction = 'create' | 'update' | 'replace' | 'remove' | 'keep'
export type RolloutOutcome =
  | 'succeeded'
  | 'rolled-back'
  | 'rollback-failed'
  | 'stopped'
  | 'replaced'
  | 'stalled'
  | 'refused'
  | 'unchanged'

/** Takes one event. Never throws: telling must not be able to fail a run. */
export type Emit = (event: Event) => void
