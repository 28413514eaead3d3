import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import { type Sandbox, startSandbox } from '../../src/lib/sandbox/index.ts'
import { digestOf, registryClient } from './registry-client.ts'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'deployctl-registry-'))
})
afterEach(() => rm(directory, { recursive: true }))

const repositoryName = 'shop/api'

async function start(): Promise<Sandbox> {
  return await startSandbox({ directory, speed: 0 })
}

const files = async (name: string) => await readdir(join(directory, name)).catch(() => [])

test('images outlive the sandbox, at the same address', async () => {
  const first = await start()
  const registry = await registryClient(first)
  await registry.ecr.createRepository({ repositoryName })
  const { digest, manifest, layer } = await registry.push(repositoryName, 'v1', 'kept')
  await first.close()

  const second = await start()
  expect(second.endpoint).toBe(first.endpoint)
  const again = await registryClient(second)
  expect(await again.send('GET', `${repositoryName}/manifests/${digest}`)).toMatchObject({ text: manifest })
  expect(await again.send('GET', `${repositoryName}/blobs/${layer}`)).toMatchObject({ text: 'kept' })
  await second.close()
})

test('another address does where its own is taken', async () => {
  const first = await start()
  await first.close()
  const squatter = createServer().listen(Number(new URL(first.endpoint).port), '127.0.0.1')
  await once(squatter, 'listening')
  onTestFinished(() => void squatter.close())
  const second = await start()
  expect(second.endpoint).not.toBe(first.endpoint)
  await second.close()
})

test('a blob is one file under its digest, until the last repository lets go of it', async () => {
  const sandbox = await start()
  const [here, there] = [await registryClient(sandbox), await registryClient(sandbox, 'us-east-1')]
  for (const { ecr } of [here, there]) await ecr.createRepository({ repositoryName })
  const { layer, config } = await here.push(repositoryName, 'v1', 'shared')
  await there.putBlob(repositoryName, 'shared')
  const hex = (digest: string) => digest.slice('sha256:'.length)
  expect((await files('blobs/sha256')).toSorted()).toEqual([hex(layer), hex(config)].toSorted())
  expect(await readFile(join(directory, 'blobs/sha256', hex(layer)), 'utf8')).toBe('shared')

  await here.ecr.deleteRepository({ repositoryName, force: true })
  await expect.poll(() => files('blobs/sha256')).toEqual([hex(layer)])
  await there.ecr.deleteRepository({ repositoryName, force: true })
  await expect.poll(() => files('blobs/sha256')).toEqual([])
  await sandbox.close()
})

test('an upload whose sender goes away leaves nothing', async () => {
  const sandbox = await start()
  const registry = await registryClient(sandbox)
  await registry.ecr.createRepository({ repositoryName })
  const location = (await registry.send('POST', `${repositoryName}/blobs/uploads/`)).header('location')!
  expect(await files('uploads')).toHaveLength(1)
  async function* broken() {
    yield Buffer.from('half')
    // Until the half of it has arrived.
    while ((await readFile(join(directory, 'uploads', location.split('/').at(-1)!))).length === 0)
      await setTimeout(5)
    throw new Error('gone')
  }
  await expect(registry.send('PATCH', location, { body: ReadableStream.from(broken()) })).rejects.toThrow()
  await expect.poll(() => files('uploads')).toEqual([])
  expect(await registry.send('GET', location)).toMatchObject({ code: 'BLOB_UPLOAD_UNKNOWN' })
  await sandbox.close()
})

test('a kill loses nothing that was answered, and keeps nothing half done', async () => {
  const served = await serveInChild()
  const registry = await registryClient(served)
  await registry.ecr.createRepository({ repositoryName })
  const { digest, layer } = await registry.push(repositoryName, 'v1', 'kept')
  const location = (await registry.send('POST', `${repositoryName}/blobs/uploads/`)).header('location')!
  await registry.send('PATCH', location, { body: 'half' })
  served.child.kill('SIGKILL')
  await once(served.child, 'exit')
  expect(await files('uploads')).toHaveLength(1)

  const sandbox = await start()
  const again = await registryClient(sandbox)
  expect(await files('uploads')).toEqual([])
  expect(await again.send('PATCH', location, { body: 'x' })).toMatchObject({ code: 'BLOB_UPLOAD_UNKNOWN' })
  expect(await again.send('HEAD', `${repositoryName}/manifests/${digest}`)).toMatchObject({ status: 200 })
  expect(digestOf((await again.send('GET', `${repositoryName}/blobs/${layer}`)).text)).toBe(layer)
  await sandbox.close()
})

async function serveInChild() {
  const program = fileURLToPath(new URL('serve-registry.ts', import.meta.url))
  const child = spawn(process.execPath, ['--experimental-strip-types', program, directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const [line] = await once(child.stdout, 'data')
  return { child, endpoint: String(line).trim() }
}
