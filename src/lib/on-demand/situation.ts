/** How far a start has come: Fargate finds room, pulls the image, starts the container, and the front door finds it well. */
export type Stage = 'capacity' | 'image' | 'container' | 'health'

/** What an environment that sleeps on demand is doing, told apart for pages, clients and the idler. */
export type Situation =
  | { readonly status: 'stopped' }
  | { readonly status: 'starting'; readonly stage: Stage }
  | { readonly status: 'running' }
  | { readonly status: 'stopping' }
  | { readonly status: 'failed'; readonly reason: string }

/** One task, in ECS's words. */
export interface TaskFacts {
  readonly lastStatus: string
  /** Once the image is there. */
  readonly pulledAt?: number | undefined
  readonly pullStartedAt?: number | undefined
  readonly stoppedReason?: string | undefined
  /** Of the container; undefined where it did not get that far. */
  readonly exitCode?: number | undefined
}

export interface ServiceFacts {
  readonly desired: number
  readonly running: number
  readonly pending: number
  /** Why ECS gave up on the deployment; undefined where it did not. */
  readonly failure?: string | undefined
  /** Tasks that are on their way or running, newest first. */
  readonly tasks: readonly TaskFacts[]
  /** Tasks that stopped by themselves since the wake began, newest first. */
  readonly stopped: readonly TaskFacts[]
  /** The front door finds at least one task well. */
  readonly answering: boolean
}

/** Tasks in a row that end by themselves before one answers: then nobody should wait on. */
export const crashesToFail = 3

/** Tells the situation from what ECS says of the one service that users wait for. Pure. */
export function situationOf(service: ServiceFacts): Situation {
  const { desired, running, pending, answering, failure, stopped } = service
  if (desired === 0) return running + pending > 0 ? { status: 'stopping' } : { status: 'stopped' }
  if (answering) return { status: 'running' }
  if (failure !== undefined) return { status: 'failed', reason: failure }
  if (stopped.length >= crashesToFail) return { status: 'failed', reason: reasonOf(stopped[0]!) }
  return { status: 'starting', stage: stageOf(service.tasks[0]) }
}

function stageOf(task: TaskFacts | undefined): Stage {
  if (!task || task.lastStatus === 'PROVISIONING') return 'capacity'
  if (task.lastStatus === 'RUNNING') return 'health'
  return task.pulledAt === undefined ? 'image' : 'container'
}

function reasonOf({ exitCode, stoppedReason }: TaskFacts): string {
  if (exitCode !== undefined) return `The container ended with exit code ${exitCode} before it answered.`
  return stoppedReason ?? 'The task stopped before it answered.'
}
