import type { NodeKind } from './graph/model.ts'

/** Kinds that look alike. */
export type Family = 'outside' | 'network' | 'compute' | 'data' | 'storage' | 'operations'

export const family: Readonly<Record<NodeKind, Family>> = {
  clients: 'outside',
  people: 'outside',
  github: 'outside',
  'external-registry': 'outside',
  domain: 'network',
  cdn: 'network',
  'http-api': 'network',
  'load-balancer': 'network',
  nat: 'network',
  endpoints: 'network',
  service: 'compute',
  function: 'compute',
  job: 'compute',
  proxy: 'data',
  database: 'data',
  cache: 'data',
  table: 'data',
  filesystem: 'storage',
  bucket: 'storage',
  'user-pool': 'operations',
  registry: 'operations',
  monitoring: 'operations',
}

/** White words can be read on every accent, and every accent can be seen on either page. */
export const palette: Readonly<Record<Family, { readonly accent: string }>> = {
  outside: { accent: '#57606a' },
  network: { accent: '#7c4dbd' },
  compute: { accent: '#c2560c' },
  data: { accent: '#2f66c8' },
  storage: { accent: '#2c7a3f' },
  operations: { accent: '#b5326e' },
}
