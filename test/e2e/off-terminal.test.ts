import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openProject, type Project } from './cli.ts'
import { slowManifest } from './slow-manifest.ts'

const events = await readFile(path.resolve(import.meta.dirname, '../../src/lib/events/events.ts'), 'utf8')
/** The events of a run, and what ends the stream. */
const knownTypes = [
  ...[...events.matchAll(/type: '([a-z.-]+)'/g)].map(([, type]) => type),
  'result',
  'run.failed',
]

const loop = [
  'plan staging',
  'bootstrap staging',
  'deploy staging',
  'deploy staging nobody',
  'status staging',
  'releases staging',
  'secrets list staging',
  'unlock staging',
  'teardown staging',
  'teardown staging --yes --delete-data *',
]

/** Nobody is at a terminal in these tests: pipes on all three. */
describe('off a terminal', () => {
  let project: Project
  beforeEach(async () => {
    project = await openProject()
  })
  afterEach(async () => project[Symbol.asyncDispose]())

  it('draws nothing: no escape, no carriage return, no spinner, and no question', async () => {
    for (const words of loop) {
      const { code, stdout, stderr } = await project.run(words)
      expect([words, code, stderr]).toEqual([words, expect.toBeOneOf([0, 2]), stderr])
      expect([...(stdout + stderr)].filter(isDrawing)).toEqual([])
    }
  })

  it('--events is one JSON object a line, each of a known type, and the last one is the end', async () => {
    for (const words of loop) {
      const { code, stdout, stderr } = await project.run(`${words} --events`)
      const lines = stdout.trimEnd().split('\n')
      const types = lines.map(line => JSON.parse(line).type)
      expect(types.filter(type => !knownTypes.includes(type))).toEqual([])
      expect([words, types.at(-1)]).toEqual([words, code === 0 ? 'result' : 'run.failed'])
      expect(types.filter(type => type === 'result' || type === 'run.failed')).toHaveLength(1)
      // What a refused question was about is for whoever reads the log.
      if (code === 0) expect([words, stderr]).toEqual([words, ''])
    }
  })

  it('--json is exactly one document, also where it fails', async () => {
    for (const words of loop) {
      const { code, document } = await project.json<{ error?: { exitCode: number } }>(words)
      expect([words, document.error?.exitCode ?? 0]).toEqual([words, code])
    }
  })
})

/** Escapes, carriage returns, and what spinners and prompts are made of. */
function isDrawing(character: string): boolean {
  return '\u001b\r◇◆│'.includes(character) || (character >= '\u2800' && character <= '\u28ff')
}

it('a rollout that takes long says every 20 seconds or so that it is still at it', async () => {
  await using project = await openProject({ manifest: slowManifest(60), speed: 200 })
  await project.run('bootstrap staging')
  project.sandbox.faults.add({ calls: [{ kind: 'hang', service: 'ecs', operation: 'CreateService' }] })
  let silent = 0
  let spoke = Date.now()
  const { stderr } = await project.run('deploy staging', {
    onOutput: () => {
      silent = Math.max(silent, Date.now() - spoke)
      spoke = Date.now()
    },
    onStart: kill => {
      setTimeout(() => kill('SIGINT'), 23_000)
      setTimeout(() => kill('SIGINT'), 23_200)
    },
  })
  expect(stderr).toMatch(/… still at it: .*roll out/)
  expect(silent).toBeLessThan(30_000)
})
