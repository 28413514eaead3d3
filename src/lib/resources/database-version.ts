import { dialectOf, type Engine } from '../manifest/database-engine.ts'

/** The part of a version that an upgrade of its own changes: `16` of PostgreSQL 16.4, `8.4` of MySQL 8.4.3, `8.0` of 8.0.mysql_aurora.3.08.0. */
export function majorVersion(engine: Engine, version: string): string {
  return version
    .split('.')
    .slice(0, dialectOf(engine) === 'mysql' ? 2 : 1)
    .join('.')
}

/** The family of parameter groups that goes with a version: `postgres16`, `mysql8.4`, `aurora-postgresql16`. */
export function parameterFamily(engine: Engine, version: string): string {
  return `${engine}${majorVersion(engine, version)}`
}

/** Whether what stands is what was asked for: minor versions go up by themselves. */
export function satisfiesVersion(engine: Engine, have: string, want: string): boolean {
  return majorVersion(engine, have) === majorVersion(engine, want) && compareVersions(have, want) >= 0
}

/** Negative where `a` is the older one; a part that is left out is the oldest. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map(version => (version.match(/\d+/g) ?? []).map(Number))
  for (let part = 0; part < Math.max(left!.length, right!.length); part++) {
    const difference = (left![part] ?? -1) - (right![part] ?? -1)
    if (difference !== 0) return difference
  }
  return 0
}
