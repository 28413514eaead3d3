import { execFileSync } from 'node:child_process'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openProject, type Project } from './cli.ts'

const manifest = `version: 1
project: shop
region: us-east-1
account: "123456789012"
github: {repository: your-org/your-repo, branches: [main]}
services:
  app: {build: {}, port: 8080, env: {LEVEL: "\${env.LEVEL}"}}
environments:
  staging: {}
  prod: {github: {branches: null, environments: [production]}}
`
const env = { LEVEL: 'info' }

let project: Project
let file: string

beforeAll(async () => {
  project = await openProject({ manifest })
  const { directory } = project
  execFileSync('git', ['init', '--quiet', directory])
  await mkdir(path.join(directory, 'tests/unit'), { recursive: true })
  await writeFile(path.join(directory, 'requirements.txt'), 'flask==3.1.2\n')
  await writeFile(path.join(directory, 'package.json'), '{"scripts": {"lint": "biome ci"}}')
  file = path.join(directory, '.github/workflows/deployctl.yml')
})

afterAll(() => project[Symbol.asyncDispose]())

test('a workflow is written for what the project is', async () => {
  const { code, document } = await project.json('ci prod --staging staging', { env })
  expect(code).toBe(0)
  expect(document).toMatchObject({
    outcome: 'written',
    file: '.github/workflows/deployctl.yml',
    jobs: ['quality', 'unit', 'build', 'deploy-staging', 'deploy-prod'],
  })
  const text = await readFile(file, 'utf8')
  expect(text).toBe(document.text)
  for (const line of ['npm run lint', 'pytest tests/unit', 'LEVEL: ${{ vars.LEVEL }}', 'name: production'])
    expect(text).toContain(line)
  expect((document.notes as string[]).join('\n')).toContain('./tools/deployctl-')
})

test('what stands is written over only where that is said', async () => {
  const again = await project.json('ci prod --staging staging', { env })
  expect(again.document).toMatchObject({ outcome: 'unchanged' })
  await writeFile(file, 'name: Mine\n')
  const refused = await project.json('ci prod', { env })
  expect([refused.code, refused.document.error]).toMatchObject([2, { code: 'usage.confirmation-required' }])
  const dry = await project.json('ci prod --dry-run', { env })
  expect(dry.document).toMatchObject({ outcome: 'would-replace' })
  expect(await readFile(file, 'utf8')).toBe('name: Mine\n')
  const forced = await project.json('ci prod --force', { env })
  expect(forced.document).toMatchObject({ outcome: 'written' })
  expect(await readFile(file, 'utf8')).toContain('deploy-prod:')
})

test('printed, it is nothing but the workflow, and nothing is written', async () => {
  await rm(file)
  const { stdout } = await project.run('ci staging --stdout', { env })
  expect(stdout).toMatch(/^# Written by `deployctl ci`.*\n\njobs:\n {2}quality:\n/s)
  await expect(readFile(file)).rejects.toThrow('ENOENT')
})
