import { expect, test } from 'vitest'
import type { Ports } from '../../src/lib/aws/index.ts'
import { parameter } from '../../src/lib/resources/parameter.ts'
import { secret } from '../../src/lib/resources/secret.ts'
import { entriesOf, findEntries, listSecrets, putSecrets, removeSecret } from '../../src/lib/secrets/index.ts'
import { Environment } from '../resources/environment.ts'
import { image, manifestOf, scope } from '../resources/manifest.ts'
import { describeOnBoth } from '../resources/on-both.ts'

const manifest = manifestOf({
  secrets: {
    'api-keys': { A: {}, B: {}, EMPTY: { optional: true }, FOREVER: { immutable: true } },
    token: {},
  },
  parameters: { '/shop/DB_URL': {}, '/shop/LEVEL': { plain: true }, '/shop/KEY': { immutable: true } },
  services: {
    api: { image, secrets: { A: 'secret:api-keys.A', DB: 'ssm:/shop/DB_URL' } },
    worker: { image, secrets: { TOKEN: 'secret:token' } },
  },
})
const entries = entriesOf(manifest)

describeOnBoth([], ({ moto }) => {
  const store = (ports: Ports = moto.ports) => ({ scope, ports })
  const given = (label: string, value: string) => ({ entry: findEntries(entries, label)[0]!, value })
  const put = async (values: Record<string, string>, ports?: Ports) => {
    const all = Object.entries(values).map(([label, value]) => given(label, value))
    const results = await putSecrets(all, entries, store(ports))
    return Object.fromEntries(results.map(({ label, outcome }) => [label, outcome]))
  }
  const read = async (name: string) => {
    // Without a stage, moto 5.2.1 answers with the version that was first: it never moves its default.
    const input = { SecretId: `shop-prod/${name}`, VersionStage: 'AWSCURRENT' }
    const { SecretString } = await moto.ports.secretsManager.getSecretValue(input)
    return SecretString!
  }

  test('a value needs its secret to stand', async () => {
    await expect(put({ token: 'x' })).rejects.toMatchObject({ code: 'secrets.not-standing' })
  })

  test('values are set, replaced, and left alone; keys that are not given stay', async () => {
    await new Environment([secret], moto.ports).settle(manifest)
    expect(await put({ 'api-keys.A': 'one', 'api-keys.B': 'two', token: 'three' })).toEqual({
      'api-keys.A': 'set',
      'api-keys.B': 'set',
      token: 'set',
    })
    expect(JSON.parse(await read('api-keys'))).toEqual({ A: 'one', B: 'two', EMPTY: '' })
    expect(await put({ 'api-keys.A': 'changed' })).toEqual({ 'api-keys.A': 'replaced' })
    expect(await put({ 'api-keys.A': 'changed' })).toEqual({ 'api-keys.A': 'unchanged' })
    expect(JSON.parse(await read('api-keys'))).toEqual({ A: 'changed', B: 'two', EMPTY: '' })
    expect(await read('token')).toBe('three')
  })

  test('nothing is written where one of several values is refused', async () => {
    await expect(put({ token: 'four', 'api-keys.A': '' })).rejects.toMatchObject({
      code: 'secrets.invalid-value',
    })
    expect(await read('token')).toBe('three')
  })

  test('a key that somebody else writes meanwhile is not lost', async () => {
    let interfered = false
    const interfering = {
      ...moto.ports,
      secretsManager: {
        ...moto.ports.secretsManager,
        putSecretValue: async (input: Parameters<Ports['secretsManager']['putSecretValue']>[0]) => {
          if (!interfered) {
            interfered = true
            await put({ 'api-keys.B': 'theirs' })
          }
          return moto.ports.secretsManager.putSecretValue(input)
        },
      },
    }
    expect(await put({ 'api-keys.A': 'ours' }, interfering)).toEqual({ 'api-keys.A': 'replaced' })
    expect(JSON.parse(await read('api-keys'))).toEqual({ A: 'ours', B: 'theirs', EMPTY: '' })
  })

  test('a write whose answer is lost is not taken for a refusal', async () => {
    const lossy = {
      ...moto.ports,
      secretsManager: {
        ...moto.ports.secretsManager,
        updateSecretVersionStage: async (
          input: Parameters<Ports['secretsManager']['updateSecretVersionStage']>[0],
        ) => {
          await moto.ports.secretsManager.updateSecretVersionStage(input)
          return moto.ports.secretsManager.updateSecretVersionStage(input)
        },
      },
    }
    expect(await put({ 'api-keys.A': 'kept' }, lossy)).toEqual({ 'api-keys.A': 'replaced' })
    expect(JSON.parse(await read('api-keys')).A).toBe('kept')
  })

  test('many writers at once all keep their keys', async () => {
    await Promise.all([
      put({ 'api-keys.A': 'xray9' }),
      put({ 'api-keys.B': 'yank9' }),
      put({ 'api-keys.EMPTY': 'zulu9' }),
    ])
    expect(JSON.parse(await read('api-keys'))).toEqual({ A: 'xray9', B: 'yank9', EMPTY: 'zulu9' })
  })

  test('what is immutable is set once, and neither replaced nor removed', async () => {
    expect(await put({ 'api-keys.FOREVER': 'first', '/shop/KEY': 'first' })).toEqual({
      'api-keys.FOREVER': 'set',
      '/shop/KEY': 'set',
    })
    expect(await put({ 'api-keys.FOREVER': 'first', '/shop/KEY': 'first' })).toEqual({
      'api-keys.FOREVER': 'unchanged',
      '/shop/KEY': 'unchanged',
    })
    for (const label of ['api-keys.FOREVER', '/shop/KEY']) {
      await expect(put({ [label]: 'second' })).rejects.toMatchObject({
        code: 'secrets.immutable',
        message: `${label} is immutable, and is set already.`,
      })
      await expect(removeSecret(given(label, '').entry, store())).rejects.toMatchObject({
        code: 'secrets.immutable',
      })
    }
  })

  test('a parameter stands once it has a value, and is not made without one', async () => {
    const environment = new Environment([parameter], moto.ports)
    expect(await put({ '/shop/DB_URL': 'postgres://one', '/shop/LEVEL': 'info' })).toEqual({
      '/shop/DB_URL': 'set',
      '/shop/LEVEL': 'set',
    })
    expect(await environment.plan(manifest)).toEqual([])
    const { Parameter } = await moto.ports.ssm.getParameter({ Name: '/shop/DB_URL', WithDecryption: true })
    expect(Parameter).toMatchObject({ Type: 'SecureString', Value: 'postgres://one', Version: 1 })
    expect(await put({ '/shop/DB_URL': 'postgres://two' })).toEqual({ '/shop/DB_URL': 'replaced' })
    const more = manifestOf({ parameters: { ...manifest.parameters, '/shop/NEW': {} } })
    await expect(environment.settle(more)).rejects.toMatchObject({ code: 'secrets.value-needed' })
    const fewer = manifestOf({ parameters: { '/shop/DB_URL': {} } })
    expect((await environment.plan(fewer)).toSorted()).toEqual([
      'parameter//shop/KEY keep',
      'parameter//shop/LEVEL remove',
    ])
  })

  test('a parameter changes its type with its next value', async () => {
    const environment = new Environment([parameter], moto.ports)
    const plain = manifestOf({
      parameters: { '/shop/DB_URL': { plain: true }, '/shop/LEVEL': { plain: true }, '/shop/KEY': {} },
    })
    expect(await environment.plan(plain)).toEqual(['parameter//shop/DB_URL update type'])
    const [entry] = findEntries(entriesOf(plain), '/shop/DB_URL')
    await putSecrets([{ entry: entry!, value: 'postgres://two' }], [], store())
    expect(await environment.plan(plain)).toEqual([])
    await put({ '/shop/DB_URL': 'postgres://two' })
  })

  test('a parameter of somebody else is neither changed nor removed', async () => {
    await moto.ports.ssm.putParameter({ Name: '/theirs', Value: 'theirs', Type: 'String' })
    const [entry] = entriesOf(manifestOf({ parameters: { '/theirs': { plain: true } } }))
    const putting = putSecrets([{ entry: entry!, value: 'ours' }], [], store())
    await expect(putting).rejects.toMatchObject({ code: 'secrets.not-ours' })
    await expect(removeSecret(entry!, store())).rejects.toMatchObject({ code: 'secrets.not-ours' })
  })

  test('the list tells everything but the values', async () => {
    const rows = await listSecrets(manifest, store())
    expect(rows.map(({ label, set, usedBy }) => [label, set, usedBy])).toEqual([
      ['api-keys.A', true, ['api']],
      ['api-keys.B', true, []],
      ['api-keys.EMPTY', true, []],
      ['api-keys.FOREVER', true, []],
      ['token', true, ['worker']],
      ['/shop/DB_URL', true, ['api']],
      ['/shop/LEVEL', true, []],
      ['/shop/KEY', true, []],
    ])
    expect(
      rows.every(({ digest, version, updatedAt }) => /^[0-9a-f]{8}$/.test(digest!) && version && updatedAt),
    ).toBe(true)
    expect(JSON.stringify(rows)).not.toMatch(/xray9|yank9|zulu9|postgres|three|first/)
  })

  test('a digest changes with its value only, and tells nothing across secrets', async () => {
    const digests = async () =>
      Object.fromEntries((await listSecrets(manifest, store())).map(({ label, digest }) => [label, digest]))
    const before = await digests()
    await put({ 'api-keys.A': 'same', token: 'same' })
    const after = await digests()
    expect(after['api-keys.B']).toBe(before['api-keys.B'])
    expect(after['api-keys.A']).not.toBe(before['api-keys.A'])
    expect(after['api-keys.A']).not.toBe(after.token)
  })

  test('a key is removed from among the others; a single value with its secret', async () => {
    await removeSecret(given('api-keys.B', '').entry, store())
    await removeSecret(given('api-keys.EMPTY', '').entry, store())
    expect(JSON.parse(await read('api-keys'))).toEqual({ A: 'same', EMPTY: '', FOREVER: 'first' })
    for (const label of ['token', '/shop/LEVEL']) {
      await removeSecret(given(label, '').entry, store())
      await removeSecret(given(label, '').entry, store())
    }
    const rows = await listSecrets(manifest, store())
    expect(rows.filter(({ set }) => !set).map(({ label }) => label)).toEqual([
      'api-keys.B',
      'api-keys.EMPTY',
      'token',
      '/shop/LEVEL',
    ])
  })
})
