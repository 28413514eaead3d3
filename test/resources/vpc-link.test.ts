import { afterEach, expect, test } from 'vitest'
import { internetGateway } from '../../src/lib/resources/internet-gateway.ts'
import { securityGroup } from '../../src/lib/resources/security-group.ts'
import { subnet } from '../../src/lib/resources/subnet.ts'
import { vpc } from '../../src/lib/resources/vpc.ts'
import { vpcLink } from '../../src/lib/resources/vpc-link.ts'
import { World } from '../../src/lib/resources/world.ts'
import { Environment } from './environment.ts'
import { manifestOf, scope } from './manifest.ts'
import type { Moto } from './moto.ts'
import { startOwn } from './sandbox.ts'

const kinds = [internetGateway, securityGroup, subnet, vpc, vpcLink]
const inZones = (zones: number) =>
  manifestOf({
    network: { nat: 'none', zones },
    ingress: 'http-api',
    services: { app: { image: 'nginx', port: 8080, subnets: 'public' } },
  })

// moto has links in all zones, and makes them at once.
let stand: Moto
afterEach(() => stand?.stop())

test('where a zone has no VPC links, one from the others reaches the tasks there', async () => {
  stand = await startOwn(200, 'us-east-1')
  const environment = new Environment(kinds, stand.ports)
  await environment.settle(inZones(3))
  expect(await environment.plan(inZones(3))).toEqual([])
  const subnets = await subnet.inspect(scope, stand.ports)
  const links = await vpcLink.inspect(scope, stand.ports)
  expect(links['public-a+public-b+public-c']!.subnets).toEqual(
    [subnets['public-a']!.subnetId, subnets['public-b']!.subnetId].toSorted(),
  )
  expect(environment.events).toContainEqual({
    type: 'notice',
    message: 'AWS has no VPC links in zone use1-az3; it is reached from another.',
  })
})

test('a link is another where it stands in a subnet that is none of those any more', () => {
  const world = new World()
  const put = (kind: string, id: string, state: object) => world.set(kind, id, { state, external: false })
  put('subnet', 'public-a', { subnetId: 'subnet-a' })
  put('subnet', 'public-b', { subnetId: 'subnet-b' })
  put('security-group', 'vpc-link', { groupId: 'sg-1' })
  const link = { linkId: 'l1', name: 'shop', status: 'AVAILABLE', securityGroups: ['sg-1'] }
  const changes = (...subnets: string[]) =>
    vpcLink.diff(
      { subnets: ['public-a', 'public-b'] },
      { ...link, subnets },
      world.standing({ subnet, securityGroup }),
    )
  expect(changes('subnet-a', 'subnet-b')).toEqual([])
  expect(changes('subnet-b')).toEqual([])
  expect(changes('subnet-b', 'subnet-old')).toEqual([
    { path: 'subnets', from: ['subnet-b', 'subnet-old'], to: ['subnet-a', 'subnet-b'], replace: true },
  ])
})
