import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeBystanders } from './bystanders.ts'
import { balancerFacts } from './facts/balancer.ts'
import { grantFacts } from './facts/grants.ts'
import { networkFacts } from './facts/network.ts'
import { storeFacts } from './facts/stores.ts'
import { watchFacts } from './facts/watch.ts'
import { gaps } from './gaps.ts'
import { inventory } from './inventory.ts'
import { meddle } from './meddling.ts'
import { openScene, type Scene } from './scene.ts'
import { describeContract } from './stand-in.ts'

/** What only `secrets put` or the first `deploy` makes. */
const later = [
  'parameter//shop-prod/DB_URL',
  'parameter//shop-prod/LOG_LEVEL',
  'scaling-policy/api-cpu',
  'scaling-target/api',
  'scheduled-scaling/api-1',
  'scheduled-scaling/api-2',
  'service/api',
  'service/realtime',
  'task-definition/api',
  'task-definition/realtime',
]

describeContract('the whole ground', start => {
  let scene: Scene
  let before: Awaited<ReturnType<typeof inventory>>

  beforeAll(async () => {
    const standIn = await start()
    const zone = await makeBystanders(standIn.aws)
    before = await inventory(standIn.aws)
    scene = await openScene(standIn, 'test/fixtures/ground', { HOSTED_ZONE: zone })
  })
  afterAll(() => scene?.close())

  test('bootstrap makes it, and says what comes next', async () => {
    const { made, next } = await scene.deployctl.json('bootstrap prod')
    expect(made).toHaveLength(46)
    expect(made.every(({ action }: { action: string }) => action === 'create')).toBe(true)
    const names = next.map(({ kind, id }: { kind: string; id: string }) => `${kind}/${id}`)
    expect(names.toSorted()).toEqual(later)
    const seen = ['CreateVpc', 'CreateRole', 'PutMetricAlarm', 'CreateSecret', 'CreateLoadBalancer']
    expect(scene.recorder.writes).toEqual(expect.arrayContaining(seen))
    expect(scene.recorder.writes.filter(name => name.startsWith('PUT /deployctl-shop'))).not.toEqual([])
  })

  test('values are put by standard input, generated and imported; the list tells all but the values', async () => {
    const { deployctl, directory } = scene
    await deployctl.json('secrets put prod partner-token --stdin', 'tok-4711\n')
    await deployctl.json('secrets generate prod')
    await writeFile(path.join(directory, '.env.prod'), 'LIVEKIT_URL=wss://live.example.com\n')
    await deployctl.json('secrets import prod .env.prod')
    await deployctl.json(
      'secrets import prod -',
      '/shop-prod/DB_URL=postgres://db\n/shop-prod/LOG_LEVEL=info\n',
    )
    const rows: { label: string; set: boolean; usedBy: string[] }[] =
      await deployctl.json('secrets list prod')
    expect(rows.map(({ label, set, usedBy }) => [label, set, ...usedBy].join(' '))).toEqual([
      'api-keys.SESSION_SECRET true api',
      'api-keys.ENTRY_KEY true',
      'api-keys.LIVEKIT_URL true',
      'api-keys.NOTION_KEY false',
      'partner-token true api',
      '/shop-prod/DB_URL true api',
      '/shop-prod/LOG_LEVEL true',
    ])
    expect(JSON.stringify(rows)).not.toMatch(/tok-4711|live\.example|postgres/)
    const again = await deployctl.json('secrets generate prod')
    expect(again).toEqual([])
  })

  test('then nothing differs, and a second bootstrap writes nothing', async () => {
    const { deployctl, recorder } = scene
    const plan = await deployctl.run('plan prod --exit-code')
    expect(plan).toMatchObject({ code: 0, stdout: expect.stringContaining('✔ No changes') })
    recorder.writes.length = 0
    const second = await deployctl.run('bootstrap prod')
    expect(second).toMatchObject({ code: 0, stdout: expect.stringContaining('nothing was changed') })
    expect(recorder.writes).toEqual([])
  })

  networkFacts(() => scene)
  balancerFacts(() => scene)
  grantFacts(() => scene)
  storeFacts(() => scene)
  watchFacts(() => scene)

  test('what is changed behind its back is named by plan, and put right by bootstrap', async () => {
    const { deployctl } = scene
    const expected = await meddle(scene)
    const plan = await deployctl.run('plan prod --exit-code --json')
    expect(plan.code).toBe(9)
    const items: PlannedItem[] = JSON.parse(plan.stdout).items
    expect(items.filter(isGround).map(line).toSorted()).toEqual(expected)
    await deployctl.json('bootstrap prod --yes')
    expect(await deployctl.run('plan prod --exit-code')).toMatchObject({ code: 0 })
  })

  test.each(gaps)('where moto and AWS differ: $title', async ({ observe, moto, aws }) => {
    expect(await observe(scene)).toEqual(scene.standIn.name === 'moto' ? moto : aws)
  })

  test('teardown leaves nothing, and what others have is as it was', async () => {
    const { deployctl, aws } = scene
    const { proof } = await deployctl.json('teardown prod --yes --delete-data *')
    expect(proof).toMatchObject({ standing: 0 })
    expect(await inventory(aws)).toEqual(before)
  })
})

interface PlannedItem {
  readonly kind: string
  readonly id: string
  readonly action: string
  readonly by: string
  readonly changes: readonly { path: string }[]
}

function isGround({ action, by }: PlannedItem): boolean {
  return action !== 'none' && by === 'bootstrap'
}

function line({ kind, id, action, changes }: PlannedItem): string {
  return [`${kind}/${id}`, action, ...changes.map(({ path }) => path)].join(' ')
}
