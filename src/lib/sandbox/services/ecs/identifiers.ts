import { randomInt } from 'node:crypto'

/** Nineteen digits, as ECS numbers deployments and revisions. */
export function longNumber(): string {
  return Array.from({ length: 19 }, (_, index) => randomInt(index === 0 ? 1 : 0, 10)).join('')
}
