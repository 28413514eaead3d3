import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { onDemandToken } from '../../src/lib/resources/on-demand/on-demand-token.ts'
import { Environment } from './environment.ts'
import { manifestOf } from './manifest.ts'
import { type Moto, startMoto } from './moto.ts'
import { startOwn } from './sandbox.ts'

const sleeper = manifestOf({
  ingress: 'http-api',
  services: { api: { image: 'nginx', port: 80, routes: ['/*'] } },
  onDemand: { service: 'api' },
})
const SecretId = 'shop-prod/connections/on-demand'

describe.each([
  ['moto', startMoto],
  ['the sandbox', startOwn],
])('the token of what sleeps, on %s', (_name, start) => {
  let stand: Moto
  let environment: Environment
  const token = async () => (await stand.ports.secretsManager.getSecretValue({ SecretId })).SecretString

  beforeAll(async () => {
    stand = await start()
    environment = new Environment([onDemandToken], stand.ports)
  })
  afterAll(() => stand?.stop())

  test('is made once, and comes back as it was after it was deleted', async () => {
    expect(await environment.plan(sleeper)).toEqual(['on-demand-token/on-demand/token create'])
    await environment.settle(sleeper)
    const made = await token()
    expect(made).toMatch(/^[\w-]{43}$/)
    expect(await environment.plan(sleeper)).toEqual([])
    await environment.tearDown()
    expect(await environment.standing()).toEqual([])
    await environment.settle(sleeper)
    expect(await token()).toBe(made)
  })

  test('is never put in the place of what somebody else keeps there', async () => {
    await environment.tearDown()
    await stand.ports.secretsManager.deleteSecret({ SecretId, ForceDeleteWithoutRecovery: true })
    await stand.ports.secretsManager.createSecret({ Name: SecretId, SecretString: 'theirs' })
    await expect(environment.settle(sleeper)).rejects.toMatchObject({ code: 'graph.name-taken' })
    expect(await token()).toBe('theirs')
  })
})
