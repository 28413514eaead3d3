import type { CacheState } from '../../resources/cache-state.ts'
import type { DatabaseProxyState } from '../../resources/database-proxy.ts'
import type { DatabaseState } from '../../resources/database-state.ts'
import type { MountTargetsState } from '../../resources/mount-targets.ts'
import { cachePort, databasePort } from '../../resources/stores.ts'
import type { About } from './check.ts'
import type { Need } from './checks/security-groups.ts'
import type { End } from './reach.ts'
import { type Standing, standingOf } from './readers/standing.ts'

/** NFS. */
const filesystemPort = 2049

/** The connections of tasks to databases, caches and file systems, by the groups that these really have. Pure. */
export function storeNeeds(tasks: End, standing: Standing, about: About): Need[] {
  return [
    ...toDatabases(tasks, standing, about),
    ...toCaches(tasks, standing, about),
    ...toFilesystems(tasks, standing),
  ]
}

/** Where a store is, is not asked: its group decides who comes in. */
function behind(groups: readonly string[]): End {
  return { groups, cidrs: [] }
}

function toDatabases(tasks: End, standing: Standing, { manifest }: About): Need[] {
  const proxies = new Map(standingOf<DatabaseProxyState>(standing, 'database-proxy'))
  const wanted = standingOf<DatabaseState>(standing, 'database').filter(
    ([name]) => name in manifest.databases,
  )
  return wanted.flatMap(([name, { securityGroups, endpoint }]) => {
    const port = endpoint?.port ?? databasePort(manifest.databases[name]!.engine)
    const database = behind(securityGroups)
    const proxy = proxies.get(name)
    if (!proxy) return [{ what: `tasks → database ${name}:${port}`, from: tasks, to: database, port }]
    const door = behind(proxy.securityGroups)
    return [
      { what: `tasks → proxy of ${name}:${port}`, from: tasks, to: door, port },
      { what: `proxy of ${name} → database:${port}`, from: door, to: database, port },
    ]
  })
}

function toCaches(tasks: End, standing: Standing, { manifest }: About): Need[] {
  const wanted = standingOf<CacheState>(standing, 'cache').filter(([name]) => name in manifest.caches)
  return wanted.flatMap(([name, { securityGroups, endpoint }]) => {
    const port = endpoint?.port ?? cachePort
    // While no node is listed, nobody knows its groups.
    if (!securityGroups) return []
    return [{ what: `tasks → cache ${name}:${port}`, from: tasks, to: behind(securityGroups), port }]
  })
}

/** Each mount target has groups of its own; where they are alike one answers for all. */
function toFilesystems(tasks: End, all: Standing): Need[] {
  return standingOf<MountTargetsState>(all, 'mount-targets').flatMap(([name, { targets }]) => {
    const standing = targets.filter(({ status }) => status === 'available')
    const distinct = [...new Set(standing.map(({ securityGroups }) => securityGroups.join(' ')))]
    const what = `tasks → file system ${name}:${filesystemPort}`
    return distinct.map(groups => ({
      what,
      from: tasks,
      to: behind(groups.split(' ')),
      port: filesystemPort,
    }))
  })
}
