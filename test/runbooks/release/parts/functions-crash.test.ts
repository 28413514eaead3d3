import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Stage } from '../../stage.ts'

let stage: Stage
let written = 0
const directory = mkdtempSync(join(tmpdir(), 'functions-'))

beforeAll(async () => {
  write()
  stage = await Stage.open()
  await stage.bootstrap(manifest('worker'))
})
afterAll(async () => {
  rmSync(directory, { recursive: true })
  await stage?.close()
})

/** Writes a handler that was never there before. */
function write(): void {
  written++
  writeFileSync(join(directory, 'index.mjs'), `export const handler = async () => ${written}`)
}

function manifest(...others: string[]) {
  const functions = ['api', ...others].map(name => [name, { zip: { directory }, routes: [`/${name}/*`] }])
  const sections = { network: { nat: 'none' }, ingress: 'http-api' }
  return stage.manifest({}, { ...sections, functions: Object.fromEntries(functions) })
}

async function standing() {
  const { lambda } = stage.context(manifest()).ports
  const at = { FunctionName: 'shop-prod-api' }
  const [{ Versions = [] }, { FunctionVersion }] = await Promise.all([
    lambda.listVersionsByFunction(at),
    lambda.getAlias({ ...at, Name: 'live' }),
  ])
  return { versions: Versions.length - 1, live: Number(FunctionVersion) }
}

test('a first release of which every answer is lost once leaves nothing twice', async () => {
  const operations = ['CreateFunction', 'PublishVersion', 'CreateAlias', 'AddPermission']
  stage.sandbox.faults.add({
    calls: operations.map(operation => ({ kind: 'reset-after', operation, on: { first: 1 } })),
  })
  expect(await stage.deploy(manifest())).toMatchObject({ functions: { api: { version: '1' } } })
  expect(stage.sandbox.calls.records.filter(({ fault }) => fault === 'reset-after')).toHaveLength(4)
  expect(await standing()).toEqual({ versions: 1, live: 1 })
  expect(await stage.deploy(manifest())).toMatchObject({ outcome: 'unchanged' })
})

test.each(['UpdateFunctionCode', 'UpdateFunctionConfiguration', 'PublishVersion', 'UpdateAlias'])(
  'a release that ended before its %s is finished by the next',
  async operation => {
    const { live, versions } = await standing()
    write()
    const refused = { kind: 'error', operation, status: 403, code: 'AccessDeniedException' } as const
    stage.sandbox.faults.add({ calls: [{ ...refused, on: { first: 1 } }] })
    await expect(stage.deploy(manifest())).rejects.toMatchObject({ code: expect.any(String) })
    expect((await standing()).live).toBe(live)
    await stage.deploy(manifest())
    expect(await standing()).toEqual({ versions: versions + 1, live: live + 1 })
  },
)

test('a function that could not be made is made anew', async () => {
  const failed = { code: 'InternalError', reason: 'There was no room' }
  stage.sandbox.faults.add({ services: { lambda: { worker: { failed } } } })
  const deploying = stage.deploy(manifest('worker'))
  await expect(deploying).rejects.toMatchObject({
    message: 'Function shop-prod-worker failed: There was no room.',
  })
  stage.sandbox.faults.clear()
  const { functions } = await stage.deploy(manifest('worker'))
  expect(functions).toMatchObject({ worker: { version: '1' }, api: { outcome: 'unchanged' } })
})
