import { afterAll, beforeAll, expect, test } from 'vitest'
import { generateValues, importValues } from '../../src/lib/runbooks/secrets.ts'
import {
  previewGenerate,
  previewImport,
  previewMissing,
  previewPut,
  previewRemove,
} from '../../src/lib/runbooks/secrets-preview.ts'
import { Stage } from './stage.ts'

let stage: Stage
const secrets = {
  keys: { SESSION: { generate: { bytes: 32 } }, URL: { pattern: '^wss://' }, NOTION: { optional: true } },
  seal: { generate: { bytes: 32 }, immutable: true },
}
const context = () => stage.context(stage.manifest({}, { secrets, parameters: { '/shop/DB': {} } }))

beforeAll(async () => {
  stage = await Stage.open()
  await stage.bootstrap(context().manifest)
})
afterAll(() => stage.close())

test('before anything is set, a preview says what would be generated and asked for', async () => {
  expect(await previewMissing(context())).toEqual([
    { label: 'keys.SESSION', outcome: 'would set', by: 'generated' },
    { label: 'keys.URL', outcome: 'would set', by: 'asked for' },
    { label: 'seal', outcome: 'would set', by: 'generated' },
    { label: '/shop/DB', outcome: 'would set', by: 'asked for' },
  ])
  expect(await previewRemove(context(), '/shop/DB')).toEqual([
    { label: '/shop/DB', outcome: 'nothing to do' },
  ])
})

test('afterwards it says what would be replaced and removed, and refuses what the command would', async () => {
  await generateValues(context(), [])
  await importValues(context(), { URL: 'wss://live', '/shop/DB': 'postgres://db' })
  stage.sandbox.calls.clear()
  expect(await previewMissing(context())).toEqual([])
  expect(await previewPut(context(), 'keys.URL', undefined)).toEqual([
    { label: 'keys.URL', outcome: 'would replace', by: 'asked for' },
  ])
  expect(await previewPut(context(), 'keys.URL', 'wss://other\n')).toEqual([
    { label: 'keys.URL', outcome: 'would replace', by: 'given' },
  ])
  expect(await previewGenerate(context(), ['keys.SESSION'])).toEqual([
    { label: 'keys.SESSION', outcome: 'would replace', by: 'generated' },
  ])
  expect(await previewImport(context(), { NOTION: 'secret-notion' })).toEqual([
    { label: 'keys.NOTION', outcome: 'would set', by: 'given' },
  ])
  expect(await previewRemove(context(), '/shop/DB')).toEqual([{ label: '/shop/DB', outcome: 'would remove' }])
  const refused = (preview: Promise<unknown>, code: string) =>
    expect(preview).rejects.toMatchObject({ code: `secrets.${code}` })
  await refused(previewPut(context(), 'keys.URL', 'https://no'), 'invalid-value')
  await refused(previewGenerate(context(), ['seal']), 'immutable')
  await refused(previewGenerate(context(), ['keys.URL']), 'not-generated')
  await refused(previewRemove(context(), 'seal'), 'immutable')
  const writes = stage.sandbox.calls.records.filter(({ operation }) =>
    /^(Put|Create|Update|Delete|Tag)/.test(operation),
  )
  expect(writes).toEqual([])
})
