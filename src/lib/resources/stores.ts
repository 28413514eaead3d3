import { dialectOf, type Engine } from '../manifest/database-engine.ts'
import type { Manifest } from '../manifest/schema/manifest.ts'

/** A group of data stores that tasks reach over the network, and the TCP ports that they answer on. */
export interface Store {
  /** Logical id of its security group. */
  readonly group: 'databases' | 'caches' | 'filesystems'
  readonly description: string
  readonly ports: readonly number[]
  /** Its members reach one another, as a proxy does its database. */
  readonly among: boolean
}

const databasePorts = { postgres: 5432, mysql: 3306 } as const

/** The port that a database of this engine answers on. */
export function databasePort(engine: Engine): number {
  return databasePorts[dialectOf(engine)]
}

export const cachePort = 6379
const filesystemPort = 2049

/** The stores that deployctl makes inside the network; pure. */
export function storesOf({ databases, caches, filesystems }: Manifest): Store[] {
  const own = Object.values(databases).filter(({ existing }) => existing === undefined)
  const stores: Store[] = [
    {
      group: 'databases',
      description: 'Databases and their proxies',
      ports: [...new Set(own.map(({ engine }) => databasePort(engine)))],
      among: own.some(({ proxy }) => proxy),
    },
    {
      group: 'caches',
      description: 'Caches',
      ports: Object.values(caches).some(({ existing }) => existing === undefined) ? [cachePort] : [],
      among: false,
    },
    {
      group: 'filesystems',
      description: 'File systems',
      ports: Object.keys(filesystems).length > 0 ? [filesystemPort] : [],
      among: false,
    },
  ]
  return stores.filter(({ ports }) => ports.length > 0)
}
