import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openProject, type Project, plainManifest } from './cli.ts'

const put = 'hunter2-PUT-3a91c07e'
const imported = 'hunter2-IMPORT-77d0be12'
const parameter = 'hunter2-PARAMETER-c4f1'
const values = [put, imported, parameter]

const manifest = plainManifest
  .replace(
    '    env:',
    '    secrets: {TOKEN: secret:app.TOKEN, KEY: secret:app.KEY, DB_URL: "ssm:/shop/DB_URL"}\n    env:',
  )
  .replace(
    'environments:',
    'secrets:\n  app: {TOKEN: {}, KEY: {}}\nparameters:\n  /shop/DB_URL: {}\nenvironments:',
  )

let project: Project
/** All that any process printed, and the arguments that it was started with. */
let printed = ''

beforeAll(async () => {
  project = await openProject({ manifest })
})
afterAll(async () => project[Symbol.asyncDispose]())

async function run(words: string, input?: string): Promise<number | null> {
  const { code, stdout, stderr } = await project.run(words, {
    ...(input === undefined ? {} : { input }),
    env: { TMPDIR: project.directory },
    onStart: async (_kill, pid) => {
      printed += await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
      printed += await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')
    },
  })
  printed += stdout + stderr
  return code
}

it('prints no value, whatever is done with it, and whatever goes wrong', async () => {
  expect(await run('bootstrap staging')).toBe(0)
  const { faults } = project.sandbox
  const refusals = [
    { kind: 'error', status: 400, code: 'InvalidParameterException', message: `Bad value ${put}` },
    { kind: 'garbage' },
    { kind: 'reset-before' },
    { kind: 'expired-token' },
  ] as const
  for (const refusal of refusals) {
    faults.add({ calls: [{ ...refusal, service: 'secretsmanager', operation: 'PutSecretValue' }] })
    for (const manner of ['--verbose', '--json --verbose', '--events --verbose']) {
      expect(await run(`secrets put staging app.TOKEN --stdin ${manner}`, put)).toBeGreaterThan(0)
    }
    faults.clear()
  }
  expect(await run('secrets put staging app.TOKEN --stdin --verbose', put)).toBe(0)
  expect(await run('secrets import staging - --json', `KEY=${imported}\n`)).toBe(0)
  expect(await run('secrets put staging /shop/DB_URL --stdin --events', parameter)).toBe(0)
  expect(await run('secrets put staging app.NONE --stdin --verbose', put)).toBe(2)
  expect(await run(`secrets import staging - --verbose`, `${imported}\n`)).toBe(2)
  for (const words of [
    'secrets list staging --json',
    'plan staging --json',
    'deploy staging --events --verbose',
    'status staging --json',
    'releases staging --json',
    'render staging',
  ]) {
    expect(await run(words)).toBe(0)
  }
  for (const value of values) expect(printed).not.toContain(value)
})

it('keeps values nowhere but in the stores that they were put into', async () => {
  const state = (await (await fetch(`${project.sandbox.endpoint}/_sandbox/state`)).json()) as object
  const kept = Object.entries(state).filter(([, records]) => mentions(JSON.stringify(records)))
  expect(kept.map(([table]) => table.split('/').at(-1)).toSorted()).toEqual([
    'secretsmanager.secrets',
    'ssm.parameters',
  ])
})

it('leaves no value in a file, not in the temporary directory either', async () => {
  // Where everything is kept encoded, a search in plain text would find nothing.
  await writeFile(path.join(project.directory, 'control'), put)
  const found: string[] = []
  for (const entry of await readdir(project.directory, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name)
    if (entry.isFile() && mentions(await readFile(file, 'latin1'))) found.push(entry.name)
  }
  expect(found).toEqual(['control'])
})

/** The state holds bytes as Base64. */
function mentions(text: string): boolean {
  const decoded = [...text.matchAll(/"\$bytes":"([^"]*)"/g)].map(([, bytes]) =>
    Buffer.from(bytes!, 'base64').toString('utf8'),
  )
  return values.some(value => [text, ...decoded].some(one => one.includes(value)))
}
