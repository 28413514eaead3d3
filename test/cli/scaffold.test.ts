import { mkdtemp, readFile, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { scaffold, templateFacts } from '../../src/lib/cli/scaffold.ts'

const templates = path.resolve(import.meta.dirname, '../../templates')

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'deployctl-init-'))
})
afterEach(() => rm(directory, { recursive: true }))

test('a template comes with the user’s own names, and keeps its comments', async () => {
  const values = { project: 'calls', account: '012345678901', region: 'eu-west-1' }
  const files = await scaffold({
    templates,
    template: 'realtime',
    directory,
    values,
    domain: 'acme.test',
    hostedZone: 'Z123',
  })
  expect(files).toEqual(expect.arrayContaining(['deployctl.yml', 'Dockerfile', 'README.md']))
  const manifest = await readFile(path.join(directory, 'deployctl.yml'), 'utf8')
  expect(manifest).toMatch(/^project: calls$/m)
  expect(manifest).toMatch(/^account: "012345678901" +# put yours here/m)
  expect(manifest).toContain('name: ${environment}.acme.test')
  expect(manifest).toContain('hostedZone: Z123')
  expect(manifest).not.toContain('example.com')
})

test('only what a template leaves open is asked for', async () => {
  expect(await templateFacts(templates, 'realtime')).toEqual({
    account: true,
    region: 'us-east-1',
    domain: true,
    environments: ['prod'],
  })
  expect(await templateFacts(templates, 'on-demand')).toEqual({
    account: false,
    region: 'ap-southeast-2',
    domain: false,
    environments: ['production'],
  })
})

test('a template that is not there is told with those that are', async () => {
  await expect(templateFacts(templates, 'web-ap')).rejects.toMatchObject({
    code: 'init.unknown-template',
    hint: 'Choose one of: microservices, on-demand, realtime, serverless-worker, web-app.',
  })
})
