import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { Event } from '../../src/lib/events/index.ts'
import { buildImage } from '../../src/lib/images/build.ts'
import { buildAll, type Engine, engineAvailable, imageOf, openEngine } from '../../src/lib/images/index.ts'
import { app, cannotRun, dockerfile, notice, run, specFor } from './real-engine.ts'
import { workspace } from './workspace.ts'

describe.skipIf(cannotRun)(`builds, with a real engine${notice}`, () => {
  test('the classic builder does where there is no BuildKit', async () => {
    const engine: Engine = {
      ...(await openEngine()),
      builder: { kind: 'classic', reason: 'a test asks for it' },
    }
    const events: Event[] = []
    const emit = (event: Event) => void events.push(event)
    const good = await imageOf(specFor(await app('classic'), 'classic'))
    expect(await buildImage(engine, good, { emit })).toMatchObject({ outcome: 'built' })
    expect(events).toContainEqual(expect.objectContaining({ phase: 'build', done: 3, total: 10 }))
    const bad = await imageOf(specFor(await app('classic', 'FROM scratch\nFRUM\n'), 'classic'))
    await expect(buildImage(engine, bad, { emit })).rejects.toMatchObject({
      message:
        'The image of classic failed to build: dockerfile parse error line 2: unknown instruction: FRUM',
    })
    const failing = await app(
      'classic',
      dockerfile.replace('echo $GREETING > /greeting', 'echo oh no; exit 3'),
    )
    await expect(
      buildImage(engine, await imageOf(specFor(failing, 'classic')), { emit }),
    ).rejects.toMatchObject({
      message: expect.stringMatching(/failed to build at `Step 4\/\d+ : RUN .*non-zero code: 3\n {2}oh no$/s),
    })
  })

  test('a failing step is told with its last lines, and without the arguments’ values', async () => {
    const failing = dockerfile.replace(
      'echo $GREETING > /greeting',
      'echo token $TOKEN; echo oh no >&2; exit 3',
    )
    const space = await app('fails', failing.replace('ARG GREETING=hi', 'ARG TOKEN'))
    const options = run()
    const spec = specFor(space, 'failing', { args: { TOKEN: 'hunter2hunter2' } })
    const error = await buildAll([spec], options).catch(thrown => thrown)
    expect(error).toMatchObject({
      code: 'images.build-failed',
      exitCode: 3,
      message: expect.stringMatching(/^The image of failing failed to build at `.*RUN.*`: .*exit code: 3\n/),
      hint: `See it again with \`docker build --platform linux/amd64 --build-arg TOKEN ${space.path}\`.`,
      data: { output: expect.arrayContaining(['token $TOKEN', 'oh no']) },
    })
    expect(JSON.stringify([error, error.message, error.data, options.events])).not.toContain('hunter2')
    expect(options.events).toContainEqual(
      expect.objectContaining({ type: 'warning', message: expect.stringContaining('TOKEN of failing') }),
    )
  })

  test.each([
    ['FROM scratch\nFRUM x\n', /unknown instruction: FRUM/],
    ['FROM scratch\nCOPY nothere /\n', /nothere.*not found/],
    ['FROM 127.0.0.1:1/nope\nCOPY salt /\n', /connection refused/],
  ])('a Dockerfile that cannot work says so: %j', async (own, reason) => {
    await expect(buildAll([specFor(await app('wrong', own), 'wrong')], run())).rejects.toMatchObject({
      code: 'images.build-failed',
      message: expect.stringMatching(reason),
    })
  })

  test('a program of another platform is told from any other failure', async () => {
    const space = await app('foreign', 'FROM scratch\nCOPY program salt /\nRUN ["/program"]\n')
    await space.write('program', foreignProgram(), 0o755)
    await expect(buildAll([specFor(space, 'foreign')], run())).rejects.toMatchObject({
      code: 'images.platform-unsupported',
      hint: expect.stringContaining('tonistiigi/binfmt --install'),
    })
  })

  test('a failure stops the services beside it', async () => {
    const bad = specFor(await app('bad', 'FROM scratch\nFRUM\n'), 'bad')
    const slow = dockerfile.replace('echo $GREETING', 'sleep 600; echo $GREETING')
    const long = specFor(await app('long', slow), 'long')
    await expect(buildAll([bad, long], run())).rejects.toMatchObject({ code: 'images.build-failed' })
  })

  test('an abort ends a build with its reason', async () => {
    const slow = dockerfile.replace('echo $GREETING', 'echo started; sleep 600; echo $GREETING')
    const stop = new AbortController()
    const reason = new Error('Ctrl-C')
    const options = run()
    const emit = (event: Event) => {
      if (event.type === 'image.progress' && event.detail === 'started') stop.abort(reason)
    }
    const spec = specFor(await app('aborted', slow), 'aborted')
    await expect(buildAll([spec], { ...options, emit, signal: stop.signal })).rejects.toBe(reason)
  })
})

test('without an engine, a build says how to get one', async () => {
  vi.stubEnv('DOCKER_HOST', 'unix:///nowhere')
  onTestFinished(() => void vi.unstubAllEnvs())
  expect(await engineAvailable()).toBe(false)
  const spec = specFor(await workspace({ Dockerfile: 'FROM scratch' }), 'api')
  await expect(buildAll([spec], run())).rejects.toMatchObject({
    code: 'images.no-engine',
    message: 'No Docker Engine answers: connect ENOENT /nowhere',
  })
})

/** The smallest ELF header of a machine that this one is not (S/390): no kernel here would start it. */
function foreignProgram(): Uint8Array {
  const header = Buffer.alloc(64)
  header.set([0x7f, 0x45, 0x4c, 0x46, 2, 2, 1])
  header.writeUInt16BE(2, 16)
  header.writeUInt16BE(22, 18)
  return header
}
