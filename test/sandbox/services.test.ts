import { expect, test } from 'vitest'
import { readModel } from '../../src/lib/sandbox/model.ts'
import { services } from '../../src/lib/sandbox/services/index.ts'

test.each(services.map(service => [service.id, service] as const))(
  '%s handles operations that AWS has',
  async (_, service) => {
    const model = readModel(await service.load())
    const unknown = [...service.operations.keys()].filter(name => !model.operations.has(name))
    expect(unknown).toEqual([])
  },
)

test('no two services handle the same event', () => {
  const events = services.flatMap(service => Object.keys(service.events ?? {}))
  expect(new Set(events).size).toBe(events.length)
})
