import { expect, test } from 'vitest'
import { entrances, securedDomain } from '../../src/lib/resources/ingress.ts'
import { isSecluded, tierOf } from '../../src/lib/resources/task-subnets.ts'
import { manifestOf } from './manifest.ts'

const paths = (sections: object) =>
  Object.entries(entrances(manifestOf(sections))).map(([name, entrance]) => [name, entrance.paths])
const listening = { image: 'nginx', port: 80 }

test('everything goes to the only service that listens, where no routes say otherwise', () => {
  expect(paths({ services: { web: listening, worker: { image: 'nginx' } } })).toEqual([['web', ['/*']]])
})

test('where one service has routes, or several listen, only those with routes are behind the load balancer', () => {
  const api = { ...listening, routes: ['/v1/*'] }
  expect(paths({ services: { web: listening, api } })).toEqual([['api', ['/v1/*']]])
  expect(paths({ services: { web: listening, api: listening } })).toEqual([])
})

test('nothing is behind a load balancer that is not wanted', () => {
  expect(paths({ ingress: 'none', services: { web: listening } })).toEqual([])
})

test('HTTPS is made for a domain, but not on a load balancer of somebody else', () => {
  const domain = { name: 'shop.example.com', external: true }
  const existing = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/shared/50dc6c49'
  const services = { web: listening }
  expect(securedDomain(manifestOf({ services, domain }))?.name).toBe('shop.example.com')
  expect(securedDomain(manifestOf({ services, domain, loadBalancer: { existing } }))).toBeUndefined()
  expect(securedDomain(manifestOf({ domain }))).toBeUndefined()
})

test('tasks live in private subnets, except where they ask for public ones, or somebody else made no others', () => {
  const tier = (network: object, subnets?: string) => {
    const manifest = manifestOf({ network, services: { web: { ...listening, subnets } } })
    return [tierOf(manifest.services.web!, manifest.network), isSecluded(manifest)]
  }
  expect(tier({})).toEqual(['private', false])
  expect(tier({ nat: 'none' })).toEqual(['private', true])
  expect(tier({ nat: 'none' }, 'public')).toEqual(['public', false])
  expect(tier({ existing: { vpc: 'vpc-0a', publicSubnets: ['subnet-0a'] } })).toEqual(['public', false])
})
