import { DeployctlError } from '../../errors/index.ts'

export interface Window {
  readonly from: Date
  readonly to: Date
}

const unitMs = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/**
 * Reads `2026-11-21T03:12:00Z`, `15m ago` or `latest`. Pure.
 * @param now milliseconds since the epoch
 * @throws DeployctlError `restore.invalid-time`; `restore.outside-window` with the window
 */
export function momentIn(text: string, window: Window, now: number): Date {
  if (text === 'latest') return window.to
  const moment = readMoment(text, now)
  if (!moment) {
    throw new DeployctlError('restore.invalid-time', {
      message: `\`${text}\` is no time: it says neither when in UTC or with an offset, nor how long ago.`,
    })
  }
  if (moment >= window.from && moment <= window.to) return moment
  const [from, to] = [window.from, window.to].map(date => date.toISOString())
  throw new DeployctlError('restore.outside-window', {
    message: `${moment.toISOString()} cannot be restored: AWS can go back to any moment from ${from} to ${to}.`,
    data: { asked: moment.toISOString(), from, to },
  })
}

function readMoment(text: string, now: number): Date | undefined {
  const [, count, unit] = /^(\d{1,6}) ?([smhd]) ago$/.exec(text.trim()) ?? []
  if (count) return new Date(now - Number(count) * unitMs[unit as keyof typeof unitMs])
  const isExact = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:?\d\d)$/.test(text)
  const date = new Date(text)
  return isExact && !Number.isNaN(date.getTime()) ? date : undefined
}
