import type { ServiceSnapshot } from '../live/services.ts'

/** `3 services`, `1 service`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

/** What ECS said last of a service, newest first. */
export function eventLines({ events }: ServiceSnapshot, most = 3): string[] {
  return events.slice(0, most).map(({ at, message }) => `${new Date(at).toISOString()} ${message}`)
}

/** A duration in its largest unit: `12 minutes`. Where clocks differ one may seem to lie ahead, and is none. */
export function lasting(milliseconds: number): string {
  const units = [
    [86_400_000, 'day'],
    [3_600_000, 'hour'],
    [60_000, 'minute'],
    [1000, 'second'],
  ] as const
  const [size, unit] = units.find(([size]) => milliseconds >= size) ?? units[3]
  return counted(Math.floor(Math.max(0, milliseconds) / size), unit)
}
