import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildAndPushAll, openEngine, resolveImage } from '../../src/lib/images/index.ts'
import { app, cannotRun, notice, project, run, specFor } from './real-engine.ts'
import { type RealRegistry, startRegistry } from './real-registry.ts'

describe.skipIf(cannotRun)(`a registry that asks for a password${notice}`, () => {
  const login = { username: 'AWS', password: `pass-${randomUUID()}` }
  let registry: RealRegistry

  beforeAll(async () => {
    registry = await startRegistry(login)
  })

  afterAll(() => registry?.stop())

  async function jobsFor(content: string) {
    return [{ spec: specFor(await app(content), 'private'), repository: `${registry.host}/private` }]
  }

  test('takes the image with the right one, which no event repeats', async () => {
    const options = run(async () => ({ ...login, registry: registry.host }))
    const [image] = await buildAndPushAll(await jobsFor('private'), options)
    expect(image?.outcome).toBe('pushed')
    expect(JSON.stringify(options.events)).not.toContain(login.password)
    const { credentials } = options
    expect(await resolveImage(image?.reference ?? '', { credentials })).toMatchObject({
      digest: image?.digest,
    })
  })

  test('gives base images to the builder, which has no password itself', async () => {
    const options = run(async () => ({ ...login, registry: registry.host }))
    const [base] = await buildAndPushAll(await jobsFor('base'), options)
    const { docker } = await openEngine()
    await docker.getImage(`deployctl/${project}-private:${base?.hash}`).remove({ force: true })
    const own = `ARG BASE\nFROM $BASE\nCOPY salt /again\n`
    const args = { BASE: base?.reference ?? '' }
    const jobs = [
      {
        spec: specFor(await app('derived', own), 'derived', { args }),
        repository: `${registry.host}/derived`,
      },
    ]
    await expect(buildAndPushAll(jobs, options)).resolves.toMatchObject([{ outcome: 'pushed' }])
  })

  test('says which base image it does not have', async () => {
    const own = `FROM ${registry.host}/nothing:here\nCOPY salt /\n`
    const jobs = [
      { spec: specFor(await app('baseless', own), 'baseless'), repository: `${registry.host}/baseless` },
    ]
    const options = run(async () => ({ ...login, registry: registry.host }))
    await expect(buildAndPushAll(jobs, options)).rejects.toMatchObject({
      code: 'images.build-failed',
      message: expect.stringContaining(
        `its base image ${registry.host}/nothing:here cannot be pulled: manifest`,
      ),
    })
  })

  test.each([
    ['a wrong one', async () => ({ username: 'AWS', password: 'wrong', registry: registry.host })],
    ['another registry’s', async () => ({ ...login, registry: 'elsewhere.example' })],
    ['none', undefined],
  ])('refuses %s', async (_, credentials) => {
    const error = await buildAndPushAll(await jobsFor('refused'), run(credentials)).catch(thrown => thrown)
    expect(error).toMatchObject({ code: 'images.registry-denied', exitCode: 8 })
    expect(error.message).toContain(`${registry.host} refuses these credentials for private (401)`)
  })

  test('no debugging switch prints the password', async () => {
    const jobs = JSON.stringify(await jobsFor('debugged'))
    const script = `
      import { buildAndPushAll } from './src/lib/images/index.ts'
      import { makeClock } from './src/lib/events/index.ts'
      const credentials = async () => (${JSON.stringify({ ...login, registry: registry.host })})
      await buildAndPushAll(${jobs}, { emit() {}, clock: makeClock(), credentials })`
    const child = spawnSync('node_modules/.bin/node', ['--input-type=module', '--eval', script], {
      env: { ...process.env, DEBUG: '*', NODE_NO_WARNINGS: '1' },
    })
    const printed = child.stdout.toString() + child.stderr.toString()
    expect(child.status, printed).toBe(0)
    expect(printed).toContain('<credentials>')
    const decoded = printed.match(/[\w+/=-]{16,}/g)?.map(word => Buffer.from(word, 'base64').toString()) ?? []
    expect(printed + decoded.join('\n')).not.toContain(login.password)
  })
})
