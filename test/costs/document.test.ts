import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import * as costs from '../../src/lib/costs/index.ts'
import * as manifest from '../../src/lib/manifest/index.ts'

const root = path.resolve(import.meta.dirname, '../..')

// A difference here is mended by `npm run docs`.
test('docs/costs.md says what an estimate says', async () => {
  const { costsDocument } = await import(`${root}/bin/docs/costs.js`)
  const text = await readFile(path.join(root, 'docs/costs.md'), 'utf8')
  expect(await costsDocument(text, { costs, manifest }, root)).toBe(text)
})
