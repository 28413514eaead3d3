import type { NodeKind } from '../graph/model.ts'

/** Pictures of 16 by 16, in strokes of the current colour. */
const paths: Readonly<Record<NodeKind, string>> = {
  clients: 'M2 3h12v8H2zM6 14h4M8 11v3',
  people: 'M1.5 3.5h13v9h-13zM1.5 4l6.5 5 6.5-5',
  github:
    'M4 3.500v9M4 3.500a1.5 1.5 0 1 0-.01 0M4 12.500a1.5 1.5 0 1 0 .01 0M12 5a1.5 1.5 0 1 0-.01 0M12 6.500c0 3-4 2.5-8 4',
  'external-registry': 'M2 5l6-3 6 3v6l-6 3-6-3zM2 5l6 3 6-3M8 8v6',
  domain: 'M8 1.500a6.5 6.5 0 1 0 .01 0M1.5 8h13M8 1.500c-4 4-4 9 0 13M8 1.500c4 4 4 9 0 13',
  cdn: 'M8 6.500a1.5 1.5 0 1 0 .01 0M8 6.500V2M9.3 8.800l3.7 2.700M6.7 8.800L3 11.500M8 1.500a6.5 6.5 0 1 0 .01 0',
  'http-api': 'M5 3C3 3 4 8 2 8c2 0 1 5 3 5M11 3c2 0 1 5 3 5-2 0-1 5-3 5M7 8h2',
  'load-balancer': 'M8 2v4M8 6L3 10v3M8 6l5 4v3M8 6v7M6.5 2h3',
  nat: 'M2 8h11M9.5 4.500L13 8l-3.5 3.500M2 3v10',
  endpoints: 'M2 8h4M10 8h4M6 5v6M10 5v6',
  service: 'M8 1.500l6 3.200v6.600l-6 3.2-6-3.200V4.700zM2 4.700l6 3.3 6-3.300M8 8v6.5',
  function: 'M4 2.500h2l5.5 11h1.500M7.3 6L3.5 13.5',
  job: 'M8 1.500a6.5 6.5 0 1 0 .01 0M8 4.500V8l2.5 2',
  proxy: 'M2 5h12M11 2.500L14 5l-3 2.500M14 11H2M5 8.500L2 11l3 2.5',
  database: 'M2.5 4c0-3 11-3 11 0v8c0 3-11 3-11 0zM2.5 4c0 3 11 3 11 0M2.5 8c0 3 11 3 11 0',
  cache: 'M9 1.500L3.5 9H8l-1 5.500L12.5 7H8z',
  table: 'M2 2.500h12v11H2zM2 6h12M2 9.700h12M6 2.500v11',
  filesystem: 'M1.5 3.500h5l1.5 2h6.500v7.500h-13z',
  bucket: 'M2.5 3.500h11l-1.7 10H4.200zM2.5 3.500c0-2 11-2 11 0',
  'user-pool': 'M8 2a2.8 2.8 0 1 0 .01 0M2.5 14c0-7 11-7 11 0z',
  registry: 'M2 5l6-3 6 3-6 3zM2 8l6 3 6-3M2 11l6 3 6-3',
  monitoring: 'M1.5 9h3l2-6 3 10 2-4h3',
}

export function icon(kind: NodeKind): string {
  return `<path class="icon" d="${paths[kind]}"/>`
}
