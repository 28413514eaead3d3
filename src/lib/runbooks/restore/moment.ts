import { DeployctlError } from '../../errors/index.ts'

export interface Window {
  readonly from: Date
  readonly to: Date
}

const unitMs = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/**
 * Reads `2026-11-21T03:12:00Z`, `15m ago` or `latest`, and finds the first window that it lies in. Pure.
 * @param windows the current instance's first; there is one at least
 * @param now milliseconds since the epoch
 * @throws DeployctlError `restore.invalid-time`; `restore.outside-window` with the windows
 */
export function momentIn<W extends Window>(
  text: string,
  windows: readonly W[],
  now: number,
): { readonly at: Date; readonly window: W } {
  if (text === 'latest') return { at: windows[0]!.to, window: windows[0]! }
  const at = readMoment(text, now)
  if (!at) {
    throw new DeployctlError('restore.invalid-time', {
      message: `\`${text}\` is no time: it says neither when in UTC or with an offset, nor how long ago.`,
    })
  }
  const window = windows.find(({ from, to }) => at >= from && at <= to)
  if (window) return { at, window }
  const spans = windows.map(({ from, to }) => `from ${from.toISOString()} to ${to.toISOString()}`)
  throw new DeployctlError('restore.outside-window', {
    message: `${at.toISOString()} cannot be restored: AWS can go back to any moment ${spans.join(', or ')}.`,
    data: { asked: at.toISOString(), windows: windows.map(({ from, to }) => ({ from, to })) },
  })
}

function readMoment(text: string, now: number): Date | undefined {
  const [, count, unit] = /^(\d{1,6}) ?([smhd]) ago$/.exec(text.trim()) ?? []
  if (count) return new Date(now - Number(count) * unitMs[unit as keyof typeof unitMs])
  const isExact = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:?\d\d)$/.test(text)
  const date = new Date(text)
  return isExact && !Number.isNaN(date.getTime()) ? date : undefined
}
