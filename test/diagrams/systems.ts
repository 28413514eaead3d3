import fc from 'fast-check'
import { manifestOf } from '../resources/manifest.ts'

const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']
const some = (prefix: string, of: readonly string[]) =>
  fc.subarray([...of]).map(list => list.map(one => `${prefix}.${one}`))

const service = fc.record({
  isBuilt: fc.boolean(),
  subnets: fc.constantFrom('public', 'private'),
  isRouted: fc.boolean(),
  calls: fc.subarray(names),
  uses: fc
    .tuple(some('databases', ['x', 'y']), some('caches', ['x']), some('tables', ['x', 'y', 'z']))
    .map(all => all.flat()),
  access: fc.subarray(['buckets.x', 'buckets.y', 'userPools.x']),
})

/** Systems of any shape, wired at random. */
export const systems = fc
  .record({
    services: fc.array(service, { maxLength: 9 }),
    functions: fc.nat(4),
    nat: fc.constantFrom('single', 'none'),
    ingress: fc.constantFrom('load-balancer', 'http-api'),
    proxy: fc.boolean(),
    cdn: fc.boolean(),
    domain: fc.boolean(),
  })
  .map(({ services, functions, nat, ingress, proxy, cdn, domain }) => {
    const known = names.slice(0, services.length)
    const built = services.map(({ isBuilt, subnets, isRouted, calls, uses, access }, index) => {
      const called = calls.filter(name => known.includes(name) && name !== known[index])
      const env = called.map((name, at) => [`CALL_${at}`, `\${services.${name}.url}`])
      const outputs = uses.map((use, at) => [
        `USE_${at}`,
        use.startsWith('tables') ? `\${${use}.name}` : `\${${use}.url}`,
      ])
      return [
        known[index],
        {
          ...(isBuilt ? { build: {} } : { image: 'nginx' }),
          port: 80,
          subnets,
          routes: isRouted ? [`/${known[index]}/*`] : [],
          env: Object.fromEntries([...env, ...outputs.filter(([, text]) => text!.includes('tables'))]),
          secrets: Object.fromEntries(outputs.filter(([, text]) => !text!.includes('tables'))),
          access: Object.fromEntries(access.map(one => [one, 'read'])),
        },
      ]
    })
    const api = {
      zip: { directory: '.' },
      routes: ['/f/*'],
      access: { 'buckets.x': 'write', 'tables.x': 'read' },
    }
    return manifestOf({
      network: { nat },
      ingress,
      ...(domain ? { domain: { name: 'x.example.com', external: true } } : {}),
      services: Object.fromEntries(built),
      functions: Object.fromEntries(
        names.slice(0, functions).map(name => [`f${name}`, { ...api, routes: [`/f${name}/*`] }]),
      ),
      databases: { x: { proxy }, y: {} },
      caches: { x: {} },
      tables: { x: { partitionKey: 'k' }, y: { partitionKey: 'k' }, z: { partitionKey: 'k' } },
      buckets: { x: { cdn }, y: {} },
      userPools: { x: {} },
      alarms: { notify: ['a@example.com'], cpu: 80 },
    })
  })
