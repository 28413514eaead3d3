import { expect, test } from 'vitest'
import { planSubnets } from '../../src/lib/resources/subnet-plan.ts'
import { manifestOf } from './manifest.ts'

const blocks = (network: object, services = {}) =>
  Object.entries(planSubnets(manifestOf({ network, services }))).map(([id, subnet]) => [
    id,
    'cidr' in subnet ? subnet.cidr : subnet.existing,
  ])

test('cuts public subnets from the beginning of the block and private ones from its middle', () => {
  expect(blocks({ cidr: '10.20.0.0/16' })).toEqual([
    ['public-a', '10.20.0.0/20'],
    ['public-b', '10.20.16.0/20'],
    ['private-a', '10.20.128.0/20'],
    ['private-b', '10.20.144.0/20'],
  ])
})

test('cuts a small block into fewer parts, none longer than a /28', () => {
  expect(blocks({ cidr: '192.168.7.128/26', zones: 2 })).toEqual([
    ['public-a', '192.168.7.128/28'],
    ['public-b', '192.168.7.144/28'],
    ['private-a', '192.168.7.160/28'],
    ['private-b', '192.168.7.176/28'],
  ])
})

test('refuses a block too small for its zones', () => {
  expect(() => blocks({ cidr: '10.0.0.0/27', zones: 2 })).toThrow(
    'network.cidr 10.0.0.0/27 is too small for public and private subnets in 2 zones.',
  )
  expect(() => blocks({ cidr: '10.0.0.0/28', zones: 1 })).toThrow('too small')
})

test('takes the blocks that the manifest names', () => {
  const network = {
    publicSubnets: ['10.0.1.0/24', '10.0.2.0/24'],
    privateSubnets: ['10.0.10.0/24', '10.0.11.0/24'],
  }
  expect(blocks(network)).toEqual([
    ['public-a', '10.0.1.0/24'],
    ['public-b', '10.0.2.0/24'],
    ['private-a', '10.0.10.0/24'],
    ['private-b', '10.0.11.0/24'],
  ])
})

test('makes no private subnets without NAT where all tasks ask for public ones', () => {
  const ids = (subnets: string | undefined) =>
    blocks({ nat: 'none', zones: 1 }, { api: { image: 'nginx', subnets } }).map(([id]) => id)
  expect(ids('public')).toEqual(['public-a'])
  expect(ids(undefined)).toEqual(['public-a', 'private-a'])
})

test('names existing subnets after the order in which they are listed', () => {
  const existing = { vpc: 'vpc-0a', publicSubnets: ['subnet-0a', 'subnet-0b'], privateSubnets: ['subnet-0c'] }
  expect(blocks({ existing })).toEqual([
    ['public-a', 'subnet-0a'],
    ['public-b', 'subnet-0b'],
    ['private-a', 'subnet-0c'],
  ])
})
