import { plainReason } from './reasons.ts'

/** How far a start has come: what it needs is started, Fargate finds room, pulls the image, starts the container, and the front door finds it well. */
export type Stage = 'database' | 'capacity' | 'image' | 'container' | 'health'

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
  /** Milliseconds since somebody asked for it; undefined where nobody wrote that down. */
  readonly waited?: number | undefined
  /** The services are started once their databases are there. */
  readonly awaitsDatabases?: boolean
}

/** Tasks in a row that end by themselves before one answers: then nobody should wait on. */
export const crashesToFail = 3
/** Milliseconds after which what has not answered is not waited for any longer. */
const longestStart = 15 * 60_000
/** The same for databases: AWS starts a large one in more than ten minutes. */
const longestDatabaseStart = 30 * 60_000

/** Tells the situation from what ECS says of the one service that users wait for. Pure. */
export function situationOf(service: ServiceFacts): Situation {
  const { desired, running, pending, answering, failure, stopped, tasks, waited = 0 } = service
  if (desired === 0 && service.awaitsDatabases && running + pending === 0) {
    if (waited > longestDatabaseStart) return { status: 'failed', reason: tooLong.database }
    return { status: 'starting', stage: 'database' }
  }
  if (desired === 0) return running + pending > 0 ? { status: 'stopping' } : { status: 'stopped' }
  if (answering) return { status: 'running' }
  if (stopped.length >= crashesToFail) return { status: 'failed', reason: plainReason(stopped[0]!) }
  if (failure !== undefined && tasks.length === 0) return { status: 'failed', reason: failure }
  const stage = stageOf(tasks[0])
  if (waited > longestStart) return { status: 'failed', reason: tooLong[stage] }
  return { status: 'starting', stage }
}

function stageOf(task: TaskFacts | undefined): Stage {
  if (!task || task.lastStatus === 'PROVISIONING') return 'capacity'
  if (task.lastStatus === 'RUNNING') return 'health'
  return task.pulledAt === undefined ? 'image' : 'container'
}

const tooLong: Readonly<Record<Stage, string>> = {
  database: 'Its database has not started in half an hour.',
  capacity: 'AWS has found no computer for it in a quarter of an hour.',
  image: 'Its image has not been fetched in a quarter of an hour.',
  container: 'Its container has not started in a quarter of an hour.',
  health: 'It runs, but has not answered in a quarter of an hour.',
}
