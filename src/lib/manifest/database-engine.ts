import type { Manifest } from './schema/manifest.ts'

export type Engine = Manifest['databases'][string]['engine']

/** What its clients speak. */
export type Dialect = 'postgres' | 'mysql'

export function dialectOf(engine: Engine): Dialect {
  return engine === 'postgres' || engine === 'aurora-postgresql' ? 'postgres' : 'mysql'
}

/** Whether it is a cluster of Aurora Serverless, and no single instance. */
export function isAurora(engine: Engine): boolean {
  return engine.startsWith('aurora-')
}

/** The databases that are stopped and started on demand: Aurora pauses and resumes by itself. Pure. */
export function stoppedOnDemand({ onDemand, databases }: Pick<Manifest, 'onDemand' | 'databases'>): string[] {
  return (onDemand?.databases ?? []).filter(name => !isAurora(databases[name]?.engine ?? 'postgres'))
}
