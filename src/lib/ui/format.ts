import { createRequire } from 'node:module'
import { stripVTControlCharacters, styleText } from 'node:util'

const require = createRequire(import.meta.url)

/** `0.9s`, `58s`, `1m 12s`, `2h 05m`. */
export function seconds(value: number): string {
  if (value < 10) return `${value.toFixed(1)}s`
  const whole = Math.round(value)
  if (whole < 60) return `${whole}s`
  const pad = (part: number) => String(part).padStart(2, '0')
  if (whole < 3600) return `${Math.floor(whole / 60)}m ${pad(whole % 60)}s`
  return `${Math.floor(whole / 3600)}h ${pad(Math.floor((whole % 3600) / 60))}m`
}

/** `2026-11-21 12:01 UTC`. */
export function minuteOf(at: string | number | Date): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

/** How long ago, in its largest unit: `3 minutes ago`. */
export function ago(then: string | number | Date, now: number): string {
  const passed = Math.max(0, Math.round((now - new Date(then).getTime()) / 1000))
  const units = [
    [86_400, 'day'],
    [3600, 'hour'],
    [60, 'minute'],
    [1, 'second'],
  ] as const
  const [size, unit] = units.find(([size]) => passed >= size) ?? units[3]
  const count = Math.floor(passed / size)
  return `${count} ${unit}${count === 1 ? '' : 's'} ago`
}

/** Left-aligned columns two spaces apart, without trailing blanks; widths count what a terminal shows. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const columns = Math.max(0, ...rows.map(row => row.length))
  const widths = Array.from({ length: columns }, (_, index) =>
    Math.max(...rows.map(row => widthOf(row[index] ?? ''))),
  )
  return rows.map(row =>
    row
      .map((cell, index) => padded(cell, widths[index]!))
      .join('  ')
      .trimEnd(),
  )
}

/** Pads to a width that counts what a terminal shows. */
export function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)))
}

/** What is one column wide each: ASCII, and the marks that our own lines begin with. */
const narrow = /^[\x20-\x7e✔✖●○▓░→·…’]*$/

/** How many columns of a terminal a text takes. */
export function widthOf(text: string): number {
  const shown = stripVTControlCharacters(text)
  if (narrow.test(shown)) return shown.length
  // Unicode's tables take longer to load than all else that is drawn takes to draw.
  const { default: stringWidth } = require('string-width') as typeof import('string-width')
  return stringWidth(shown)
}

/** `3 checks`, `1 check`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

/** `$1,234.50`. */
export function usd(amount: number): string {
  return amount.toLocaleString('en-US', { style: 'currency', currency: 'USD' })
}

/** Styles for the terminal that text is going to; plain where it has no colours, or where NO_COLOR asks. */
export interface Theme {
  bold(text: string): string
  dim(text: string): string
  good(text: string): string
  bad(text: string): string
  warn(text: string): string
  accent(text: string): string
}

export function themeFor(stream: NodeJS.WritableStream): Theme {
  const style = (format: Parameters<typeof styleText>[0]) => (text: string) =>
    styleText(format, text, { stream })
  return {
    bold: style('bold'),
    dim: style('dim'),
    good: style('green'),
    bad: style('red'),
    warn: style('yellow'),
    accent: style('cyan'),
  }
}

const same = (text: string) => text

export const plainTheme: Theme = { bold: same, dim: same, good: same, bad: same, warn: same, accent: same }
