import { outputsIn } from '../../manifest/outputs.ts'
import type { Manifest } from '../../manifest/schema/manifest.ts'
import type { Edge, EdgeKind } from './model.ts'

/** The node of a section's thing, as seen by those who use it. */
const nodeOf: Readonly<Record<string, (name: string, manifest: Manifest) => string>> = {
  buckets: name => `bucket/${name}`,
  caches: name => `cache/${name}`,
  databases: (name, { databases }) =>
    databases[name]?.proxy && !databases[name].existing ? `proxy/${name}` : `database/${name}`,
  filesystems: name => `filesystem/${name}`,
  functions: name => `function/${name}`,
  services: name => `service/${name}`,
  tables: name => `table/${name}`,
  userPools: name => `user-pool/${name}`,
}

interface User {
  readonly env: Readonly<Record<string, string>>
  readonly secrets?: Readonly<Record<string, string>>
  readonly access: Readonly<Record<string, string>>
  readonly mounts?: Readonly<Record<string, string>>
}

/** What services and functions use: what their variables name, what they may reach, and what they mount. */
export function uses(manifest: Manifest): Edge[] {
  const { services, functions } = manifest
  return [
    ...Object.entries(services).flatMap(([name, one]) => usesOf(`service/${name}`, one, manifest)),
    ...Object.entries(functions).flatMap(([name, one]) => usesOf(`function/${name}`, one, manifest)),
  ]
}

function usesOf(from: string, { env, secrets = {}, access, mounts = {} }: User, manifest: Manifest): Edge[] {
  const named = [...Object.values(env), ...Object.values(secrets)].flatMap(outputsIn)
  const targets = [
    ...named.map(({ section, name }) => ({ section, name })),
    ...Object.keys(access).map(target => parted(target)),
    ...Object.values(mounts).map(mount => ({ section: 'filesystems', name: parted(mount).section })),
  ]
  const edges = targets.flatMap(({ section, name }): Edge[] => {
    const to = nodeOf[section]?.(name, manifest)
    return to === undefined || to === from ? [] : [{ from, to, kind: kindOf(section) }]
  })
  return [...new Map(edges.map(edge => [edge.to, edge])).values()]
}

/** `buckets.media` is a section and a name. */
function parted(text: string): { section: string; name: string } {
  const [section = '', name = ''] = text.split('.')
  return { section, name }
}

function kindOf(section: string): EdgeKind {
  return section === 'services' || section === 'functions' ? 'call' : 'data'
}
