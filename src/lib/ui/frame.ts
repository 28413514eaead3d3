import { padded, plainTheme, seconds, type Theme } from './format.ts'
import type { Line, Mark, Progress, Step } from './progress.ts'

export interface FrameOptions {
  readonly theme?: Theme
  readonly columns: number
  readonly rows: number
  /** Which turn of the spinner to show. */
  readonly turn: number
}

const spinner = ['◐', '◓', '◑', '◒'] as const
const barWidth = 10

/** Draws a run as lines of text, no wider and no higher than the terminal. Pure. */
export function frame(progress: Progress, options: FrameOptions): string {
  const { theme = plainTheme, columns, rows } = options
  const head = progress.title ? [theme.bold(progress.title), ''] : []
  const room = Math.max(4, rows - head.length - progress.notices.length - 2)
  const body = progress.steps.flatMap(step => drawStep(step, options))
  const shown =
    body.length > room ? [theme.dim(` … ${body.length - room} lines above`), ...body.slice(-room)] : body
  const notices = progress.notices.map(({ level, message }) =>
    level === 'warning' ? theme.warn(` ! ${message}`) : theme.dim(` · ${message}`),
  )
  return [...head, ...shown, ...notices].map(line => clipped(line, columns)).join('\n')
}

function drawStep(step: Step, options: FrameOptions): string[] {
  const settled = step.mark === 'done'
  // A finished step keeps only what went wrong under it: the screen belongs to what is still going on.
  const visible = settled ? step.lines.filter(({ mark }) => mark === 'failed') : step.lines
  const width = Math.max(18, ...visible.map(({ name }) => name.length))
  return [drawLine(step, 1, 20, options), ...visible.map(line => drawLine(line, 3, width, options))]
}

function drawLine(
  line: Line,
  indent: number,
  width: number,
  { theme = plainTheme, turn }: FrameOptions,
): string {
  const bar = line.mark === 'running' && line.share !== undefined ? ` ${drawBar(line.share)}` : ''
  const time = line.seconds === undefined ? '' : theme.dim(`  ${seconds(line.seconds)}`)
  return `${' '.repeat(indent)}${drawMark(line.mark, theme, turn)} ${padded(line.name, width)} ${line.detail ?? ''}${bar}${time}`.trimEnd()
}

function drawMark(mark: Mark, theme: Theme, turn: number): string {
  switch (mark) {
    case 'done':
      return theme.good('✔')
    case 'failed':
      return theme.bad('✖')
    case 'running':
      return theme.accent(spinner[turn % spinner.length]!)
  }
}

function drawBar(share: number): string {
  const full = Math.round(share * barWidth)
  return '▓'.repeat(full) + '░'.repeat(barWidth - full)
}

/** Cuts the visible text, keeping styles whole: a cut style would colour the rest of the screen. */
function clipped(line: string, columns: number): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: style sequences begin with one
  const parts = line.split(/(\u001b\[[0-9;]*m)/)
  let room = columns - 1
  return parts
    .map(part => {
      if (part.startsWith('\u001b')) return part
      const kept = part.slice(0, Math.max(0, room))
      room -= part.length
      return kept
    })
    .join('')
}
