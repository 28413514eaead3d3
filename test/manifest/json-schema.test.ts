import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { parse as parseYaml } from 'yaml'
import { z } from 'zod'
import { type JsonSchema, jsonSchema } from '../../src/lib/manifest/index.ts'

const published = new URL('../../docs/manifest.schema.json', import.meta.url).pathname

test('the published copy is fresh', async () => {
  await expect(`${JSON.stringify(jsonSchema(), null, 2)}\n`).toMatchFileSnapshot(published)
})

test('every key says what it is for', () => {
  expect(undescribed(jsonSchema(), '')).toEqual([])
})

test('only the version and the project must be written outside of overlays', () => {
  expect(jsonSchema().required).toEqual(['version', 'project'])
})

describe('an editor that checks with it', async () => {
  const schema = z.fromJSONSchema(JSON.parse(JSON.stringify(jsonSchema())))
  const example = parseYaml(await readFile(new URL('example.yml', import.meta.url), 'utf8'))
  const accepts = (change: object) => schema.safeParse({ ...example, ...change }).success
  const overlay = (prod: unknown) => accepts({ environments: { prod } })

  test('accepts the example', () => {
    expect(accepts({})).toBe(true)
  })

  test('accepts references in texts', () => {
    expect(accepts({ account: '${env.ACCOUNT}' })).toBe(true)
    expect(accepts({ account: '12345' })).toBe(false)
  })

  test('refuses unknown keys and values', () => {
    expect(accepts({ regoin: 'us-east-1' })).toBe(false)
    expect(accepts({ ingress: 'gateway' })).toBe(false)
    expect(accepts({ services: { api: { image: 'nginx', cpu: '512' } } })).toBe(false)
  })

  test('knows that overlays are parts, and that null removes', () => {
    expect(overlay(null)).toBe(true)
    expect(
      overlay({ services: { api: { count: { max: 3 }, health: null, build: { args: { A: null } } } } }),
    ).toBe(true)
    expect(overlay({ domain: null, services: { api: null }, secrets: { a: { KEY: null } } })).toBe(true)
  })

  test('knows that overlays hold the same keys, but for the version and the project', () => {
    expect(overlay({ servces: {} })).toBe(false)
    expect(overlay({ services: { api: { counts: 1 } } })).toBe(false)
    expect(overlay({ project: 'other' })).toBe(false)
    expect(overlay({ schedule: [{ at: '0 0 * * *' }] })).toBe(false)
  })
})

/** Paths of the keys without a description; what stands in a list or under any name is described by the key above. */
function undescribed(
  { properties = {}, additionalProperties, items, anyOf = [] }: JsonSchema,
  path: string,
): string[] {
  const here = Object.entries(properties).flatMap(([key, schema]) => [
    ...(schema.description ? [] : [`${path}.${key}`]),
    ...undescribed(schema, `${path}.${key}`),
  ])
  const below = [additionalProperties || [], items ?? [], anyOf].flat()
  return [...here, ...below.flatMap(schema => undescribed(schema, `${path}.*`))]
}
