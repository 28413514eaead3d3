import type { Trace, Vertex } from './buildkit-trace.ts'
import type { EngineMessage } from './engine-messages.ts'

/** How far a build is. `done` and `total` count the Dockerfile's steps, as far as the builder has told them. */
export interface BuildProgress {
  /** The step that runs now, or failed. */
  readonly step?: string
  readonly done: number
  readonly total: number
  /** The last lines that the steps wrote. */
  readonly output: readonly string[]
  readonly imageId?: string
  readonly error?: string
  readonly vertices: ReadonlyMap<string, Vertex>
}

export const nothingBuilt: BuildProgress = { done: 0, total: 0, output: [], vertices: new Map() }

const keptLines = 20

/** The progress after one message of the classic builder, or the closing messages of BuildKit. */
export function afterMessage(progress: BuildProgress, message: EngineMessage): BuildProgress {
  if (message.error !== undefined) return { ...progress, error: message.error }
  if (typeof message.aux === 'object' && message.aux.ID) return { ...progress, imageId: message.aux.ID }
  const text = message.stream ?? message.status ?? ''
  const step = /^Step (\d+)\/(\d+) : (.+)/s.exec(text)
  if (step) return { ...progress, step: text.trim(), done: Number(step[1]) - 1, total: Number(step[2]) }
  return { ...progress, output: withLines(progress.output, text) }
}

/** The progress after one trace of BuildKit. */
export function afterTrace(progress: BuildProgress, trace: Trace): BuildProgress {
  const vertices = new Map(progress.vertices)
  for (const vertex of trace.vertexes) vertices.set(vertex.digest, vertex)
  const steps = [...vertices.values()].filter(isStep)
  const current = trace.vertexes.findLast(hasFailed) ?? trace.vertexes.findLast(isRunning)
  return {
    ...progress,
    vertices,
    step: current?.name ?? progress.step,
    done: steps.filter(vertex => vertex.completed && vertex.error === '').length,
    total: steps.length,
    output: trace.logs.reduce(
      (lines, log) => withLines(lines, Buffer.from(log.msg).toString('utf8')),
      progress.output,
    ),
  }
}

function isRunning(vertex: Vertex): boolean {
  return isStep(vertex) && vertex.started != null
}

/** When a step fails, BuildKit cancels those beside it, and tells that as their error. */
function hasFailed(vertex: Vertex): boolean {
  return vertex.error !== '' && !vertex.error.includes('context canceled')
}

/** The Dockerfile's own steps are numbered, `[base 2/3] RUN …`; what BuildKit does besides is not. */
function isStep(vertex: Vertex): boolean {
  return /^\[([^\]]* )?\d+\/\d+\]/.test(vertex.name)
}

/** The classic builder's bookkeeping (` ---> 9a4af95a9257`) says nothing to a reader. */
function withLines(output: readonly string[], text: string): readonly string[] {
  const lines = text
    .split('\n')
    .filter(
      line => line.trim() !== '' && !/^( ---> |Removing intermediate container |Successfully )/.test(line),
    )
  return lines.length === 0 ? output : [...output, ...lines].slice(-keptLines)
}
