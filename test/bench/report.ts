import os from 'node:os'

/** One line of the table. */
export interface Line {
  readonly what: string
  readonly measured: string
  /** What it is held against. */
  readonly beside: string
  /** How the two compare. */
  readonly ratio: string
  readonly wanted: string
  readonly met: boolean
}

/** The table of a run, and what it ran on: a load above the number of cores makes all figures worse than they are. */
export function report(lines: readonly Line[]): string {
  const rows = lines.map(({ what, measured, beside, ratio, wanted, met }) => [
    what,
    measured,
    beside,
    ratio,
    wanted,
    met ? '✔' : '✖',
  ])
  const load = os.loadavg()[0]!.toFixed(1)
  const ran = `Node ${process.version}, ${os.availableParallelism()} cores, load ${load} at the end.`
  return [...markdown([['what', 'measured', 'beside', 'ratio', 'wanted', ''], ...rows]), '', ran].join('\n')
}

function markdown([head, ...rows]: string[][]): string[] {
  const widths = head!.map((_, column) => Math.max(3, ...[head!, ...rows].map(row => row[column]!.length)))
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`
  return [line(head!), line(widths.map(width => '-'.repeat(width))), ...rows.map(line)]
}

/** `38 ms`, `1.23 s`. */
export function duration(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(2)} s`
}

export function times(ratio: number): string {
  return `${ratio.toFixed(ratio < 10 ? 2 : 1)} ×`
}
