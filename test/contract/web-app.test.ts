import { afterAll, beforeAll, expect, test } from 'vitest'
import { inventory } from './inventory.ts'
import { openScene, type Scene } from './scene.ts'
import { describeContract } from './stand-in.ts'

describeContract('the web-app template as it is', start => {
  let scene: Scene
  let before: Awaited<ReturnType<typeof inventory>>

  beforeAll(async () => {
    const standIn = await start()
    await standIn.aws.call('iam', 'create_service_linked_role', { AWSServiceName: 'ecs.amazonaws.com' })
    before = await inventory(standIn.aws)
    scene = await openScene(standIn, 'templates/web-app')
  })
  afterAll(() => scene?.close())

  test('bootstrap, values, no changes, no second write', async () => {
    const { deployctl, recorder } = scene
    expect(await deployctl.run('plan production --exit-code')).toMatchObject({ code: 9 })
    await deployctl.json('bootstrap production')
    await deployctl.json('secrets put production app.OPENAI_API_KEY --stdin', 'sk-test')
    await deployctl.json('secrets put production')
    const plan = await deployctl.run('plan production --exit-code')
    expect(plan).toMatchObject({ code: 0, stdout: expect.stringContaining('✔ No changes') })
    recorder.writes.length = 0
    await deployctl.json('bootstrap production')
    expect(recorder.writes).toEqual([])
  })

  test('it is torn down to nothing', async () => {
    const { aws, deployctl } = scene
    await deployctl.json('teardown production --yes --delete-data *')
    expect(await inventory(aws)).toEqual(before)
  })
})
