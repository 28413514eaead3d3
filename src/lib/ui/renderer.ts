import type { Emit, Event } from '../events/index.ts'
import { themeFor } from './format.ts'
import { frame } from './frame.ts'
import { heartbeatLine, plainLine } from './plain.ts'
import { advance, noProgress } from './progress.ts'
import { sanitizeAll } from './sanitize.ts'

/** Draws the events of one run. `close` leaves the screen ready for whatever is printed next. */
export interface Renderer {
  readonly emit: Emit
  close(): void
}

export interface Screen {
  readonly out: NodeJS.WriteStream
  readonly err: NodeJS.WriteStream
}

export type Manner = 'live' | 'plain' | 'events'

const heartbeatMs = 20_000
const frameMs = 100

export async function makeRenderer(manner: Manner, screen: Screen): Promise<Renderer> {
  const renderer =
    manner === 'live' ? await live(screen.err) : manner === 'events' ? ndjson(screen.out) : plain(screen.err)
  return { ...renderer, emit: event => renderer.emit(sanitizeAll(event)) }
}

/** A picture that is redrawn in place; a fast run of events costs one redraw. */
async function live(stream: NodeJS.WriteStream): Promise<Renderer> {
  const { createLogUpdate } = await import('log-update')
  const update = createLogUpdate(stream as unknown as NodeJS.WriteStream)
  const theme = themeFor(stream)
  let progress = noProgress
  let turn = 0
  const draw = () => {
    turn += 1
    update(frame(progress, { theme, turn, columns: stream.columns ?? 80, rows: stream.rows ?? 24 }))
  }
  const timer = setInterval(draw, frameMs)
  return {
    emit: event => {
      progress = advance(progress, event)
    },
    close: () => {
      clearInterval(timer)
      if (progress !== noProgress) draw()
      update.done()
    },
  }
}

/** One line a change of state, and a sign of life in between, so that no CI job thinks it hangs. */
function plain(stream: NodeJS.WriteStream): Renderer {
  let doing = ''
  let spoke = Date.now()
  const say = (line: string) => {
    spoke = Date.now()
    stream.write(`${line}\n`)
  }
  const timer = setInterval(() => {
    if (doing && Date.now() - spoke >= heartbeatMs) say(`… still at it: ${doing}`)
  }, 1000)
  timer.unref()
  return {
    emit: event => {
      doing = heartbeatLine(event) ?? doing
      const line = plainLine(event)
      if (line !== undefined) say(line)
    },
    close: () => clearInterval(timer),
  }
}

function ndjson(stream: NodeJS.WriteStream): Renderer {
  return { emit: (event: Event) => void stream.write(`${JSON.stringify(event)}\n`), close: () => {} }
}
