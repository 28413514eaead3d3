import { describe, expect, it } from 'vitest'
import type { Ports } from '../../src/lib/aws/index.ts'
import { DeployctlError } from '../../src/lib/errors/index.ts'
import type { Event } from '../../src/lib/events/index.ts'
import type { Manifest } from '../../src/lib/manifest/schema/manifest.ts'
import { apply, removeItems } from '../../src/lib/resources/graph.ts'
import { impossible, planFor, planTeardown } from '../../src/lib/resources/plan.ts'
import {
  type AnyResource,
  changed,
  type Dependencies,
  defineResource,
} from '../../src/lib/resources/resource.ts'
import { inspectWorld } from '../../src/lib/resources/world.ts'
import { fakeClock } from '../aws/fake-clock.ts'

/** An AWS of the simplest kind: what stands, by kind and id, and every write in order. */
class Ground {
  readonly standing = new Map<string, { size: number; under?: number }>()
  readonly writes: string[] = []
  readonly broken = new Set<string>()
  readonly busy = new Map<string, number>()

  kind(
    name: string,
    wants: Record<string, number>,
    deps: Dependencies = {},
    more: Partial<AnyResource> = {},
  ): AnyResource {
    const [dep] = Object.keys(deps)
    const under = (lookup: Record<string, { get(id: string): { size: number } | undefined }>) =>
      dep ? lookup[dep]!.get('main')?.size : undefined
    return defineResource<{ size: number }, { id: string; size: number; under?: number }, Dependencies>({
      kind: name,
      stage: 'bootstrap',
      deps,
      desired: () => Object.fromEntries(Object.entries(wants).map(([id, size]) => [id, { size }])),
      inspect: async () => {
        const mine = [...this.standing].filter(([key]) => key.startsWith(`${name}/`))
        return Object.fromEntries(
          mine.map(([key, value]) => [key.split('/')[1]!, { id: key.split('/')[1]!, ...value }]),
        )
      },
      diff: (want, have, lookup) => [
        ...changed('size', have.size, want.size, name === 'stone'),
        ...changed('under', have.under, under(lookup as never)),
      ],
      ensure: async (want, _have, lookup, { id }) => {
        const key = `${name}/${id}`
        if (this.broken.has(key)) throw new DeployctlError('aws.refused', { message: `${key} is broken` })
        this.writes.push(`+${key}`)
        const state = { size: want.size, under: under(lookup as never) }
        this.standing.set(key, state)
        return { id, ...state }
      },
      remove: async ({ id }) => {
        const key = `${name}/${id}`
        const busy = this.busy.get(key) ?? 0
        if (busy > 0) {
          this.busy.set(key, busy - 1)
          throw new DeployctlError('aws.refused', { message: 'in use', data: { reason: 'in-use' } })
        }
        this.writes.push(`-${key}`)
        this.standing.delete(key)
      },
      identify: ({ id }) => id,
      ...(more as object),
    })
  }
}

const scope = { project: 'p', environment: 'e', account: '1', region: 'r' }
const manifest = {} as Manifest
const ports = {} as Ports

function run(signal = new AbortController().signal) {
  const events: Event[] = []
  return { scope, ports, clock: fakeClock(), signal, emit: (event: Event) => void events.push(event), events }
}

async function settle(resources: readonly AnyResource[], one = run()) {
  const world = await inspectWorld(resources, scope, ports, manifest)
  const plan = planFor(resources, manifest, world)
  await apply(plan, world, one)
  return plan.map(({ resource, id, action }) => `${action} ${resource.kind}/${id}`)
}

describe('the graph', () => {
  it('makes what others need first, and nothing the second time', async () => {
    const ground = new Ground()
    const vpc = ground.kind('vpc', { main: 1 })
    const subnet = ground.kind('subnet', { a: 1, b: 1 }, { vpc })
    const service = ground.kind('service', { api: 1 }, { subnet, vpc })
    await settle([service, subnet, vpc])
    expect(ground.writes).toEqual(['+vpc/main', '+subnet/a', '+subnet/b', '+service/api'])
    expect(await settle([service, subnet, vpc])).toEqual([
      'none service/api',
      'none subnet/a',
      'none subnet/b',
      'none vpc/main',
    ])
    expect(ground.writes.length).toBe(4)
  })

  it('lets a failure hold back only what needs it, and goes on from there', async () => {
    const ground = new Ground()
    const vpc = ground.kind('vpc', { main: 1 })
    const subnet = ground.kind('subnet', { a: 1, b: 1 }, { vpc })
    const service = ground.kind('service', { api: 1 }, { subnet })
    const topic = ground.kind('topic', { alarms: 1 })
    const resources = [topic, service, subnet, vpc]
    ground.broken.add('subnet/a')
    const one = run()
    await expect(settle(resources, one)).rejects.toMatchObject({ message: 'subnet/a is broken' })
    expect([...ground.standing.keys()].toSorted()).toEqual(['subnet/b', 'topic/alarms', 'vpc/main'])
    expect(one.events.filter(({ type }) => type === 'resource.failed')).toEqual([
      {
        type: 'resource.failed',
        kind: 'subnet',
        id: 'a',
        name: 'a',
        action: 'create',
        message: 'subnet/a is broken',
      },
    ])
    ground.broken.clear()
    await settle(resources)
    expect([...ground.standing.keys()].toSorted()).toEqual([
      'service/api',
      'subnet/a',
      'subnet/b',
      'topic/alarms',
      'vpc/main',
    ])
  })

  it('reports several failures as one', async () => {
    const ground = new Ground()
    ground.broken.add('subnet/a').add('subnet/b')
    await expect(settle([ground.kind('subnet', { a: 1, b: 1 })])).rejects.toMatchObject({
      code: 'graph.incomplete',
      message: '2 resources could not be settled:\n  subnet/a is broken\n  subnet/b is broken',
    })
  })

  it('removes what is no longer wanted, dependents first, also through kinds that have nothing to remove', async () => {
    const ground = new Ground()
    const vpc = ground.kind('vpc', {})
    const subnet = ground.kind('subnet', {}, { vpc })
    const service = ground.kind('service', {}, { subnet })
    ground.standing.set('vpc/main', { size: 1 }).set('service/api', { size: 1 })
    await settle([vpc, subnet, service])
    expect(ground.writes).toEqual(['-service/api', '-vpc/main'])
  })

  it('waits for what AWS says is in use', async () => {
    const ground = new Ground()
    const vpc = ground.kind('vpc', {})
    ground.standing.set('vpc/main', { size: 1 })
    ground.busy.set('vpc/main', 3)
    const one = run()
    await settle([vpc], one)
    expect(one.clock.slept.length).toBe(3)
    expect(one.events.filter(({ type }) => type === 'resource.waiting').length).toBe(3)
    expect(ground.standing.size).toBe(0)
  })

  it('replaces what AWS cannot change, and settles again what stands beside the new one', async () => {
    const ground = new Ground()
    ground.standing.set('stone/main', { size: 1 }).set('wall/main', { size: 1, under: 1 })
    const stone = ground.kind('stone', { main: 2 })
    const wall = ground.kind('wall', { main: 1 }, { stone })
    expect(await settle([wall, stone])).toEqual(['none wall/main', 'replace stone/main'])
    expect(ground.writes).toEqual(['-stone/main', '+stone/main', '+wall/main'])
    expect(ground.standing.get('wall/main')).toEqual({ size: 1, under: 2 })
  })

  it('knows a replacement that AWS would refuse', async () => {
    const ground = new Ground()
    ground.standing.set('stone/main', { size: 1 }).set('wall/main', { size: 1, under: 1 })
    const stone = ground.kind('stone', { main: 2 })
    const alone = ground.kind('moss', { main: 1 }, { stone })
    const wall = ground.kind('wall', { main: 1 }, { stone })
    const refused = async (resources: AnyResource[]) => {
      const world = await inspectWorld(resources, scope, ports, manifest)
      return impossible(planFor(resources, manifest, world), world).map(({ resource }) => resource.kind)
    }
    expect(await refused([wall, stone])).toEqual(['stone'])
    expect(await refused([alone, stone])).toEqual([])
  })

  it('uses what somebody else made, and never touches it', async () => {
    const ground = new Ground()
    const external = { adopt: async () => ({ id: 'vpc-theirs', size: 9 }) }
    const vpc = ground.kind('vpc', { main: 1 }, {}, external)
    const subnet = ground.kind('subnet', { a: 1 }, { vpc })
    expect(await settle([vpc, subnet])).toEqual(['none vpc/main', 'create subnet/a'])
    expect(ground.writes).toEqual(['+subnet/a'])
    expect(ground.standing.get('subnet/a')).toEqual({ size: 1, under: 9 })
  })

  it('starts nothing once it is interrupted, and finishes what it has in hand', async () => {
    const ground = new Ground()
    const stop = new AbortController()
    const reason = new DeployctlError('run.interrupted', { message: 'Interrupted.' })
    const vpc = ground.kind('vpc', { main: 1 })
    const ensure = vpc.ensure
    const slow = {
      ...vpc,
      ensure: async (...args: Parameters<typeof ensure>) => {
        stop.abort(reason)
        return ensure(...args)
      },
    }
    const subnet = ground.kind('subnet', { a: 1 }, { vpc: slow })
    await expect(settle([slow, subnet], run(stop.signal))).rejects.toBe(reason)
    expect(ground.writes).toEqual(['+vpc/main'])
  })
})

describe('a teardown', () => {
  it('keeps data that nobody named', async () => {
    const ground = new Ground()
    ground.standing.set('secret/keys', { size: 1 }).set('vpc/main', { size: 1 })
    const resources = [ground.kind('secret', {}, {}, { holdsData: () => true }), ground.kind('vpc', {})]
    const world = await inspectWorld(resources, scope, ports)
    const actions = (named: string[]) =>
      planTeardown(resources, world, new Set(named)).map(({ id, action }) => `${action} ${id}`)
    expect(actions([])).toEqual(['keep keys', 'remove main'])
    expect(actions(['keys'])).toEqual(['remove keys', 'remove main'])
    expect(actions(['secret/keys'])).toEqual(['remove keys', 'remove main'])
    expect(actions(['*'])).toEqual(['remove keys', 'remove main'])
    expect(actions(['other'])).toEqual(['keep keys', 'remove main'])
    await removeItems(planTeardown(resources, world, new Set()), world, run())
    expect(ground.writes).toEqual(['-vpc/main'])
  })
})
