import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseDocument } from 'yaml'
import { describeOn, type StandIn } from '../stand-in.ts'
import { wholeInventory } from './inventory.ts'
import type { Lack } from './lacks.ts'
import { openSystem, type System, type SystemOptions } from './system.ts'

/** What a runbook says of its system, and how a template is to keep to it. */
export interface TemplateContract extends SystemOptions {
  /** The values that only a person knows, as `secrets import` takes them. */
  readonly values: Readonly<Record<string, string>>
  /** Services whose image is given, so that no Docker Engine is needed. */
  readonly services: readonly string[]
  /** What its manifest is to say besides, by where. */
  readonly changes?: readonly (readonly [at: readonly string[], value: unknown])[]
  /** In what moto is not enough; on the sandbox the template stands as it is. */
  readonly lacks: readonly Lack[]
  /** The facts of the runbook, of what bootstrap makes. Those that moto cannot show are for the sandbox alone. */
  facts(of: () => System, name: StandIn['name']): void
  /** The facts of the runbook, of what only a deploy makes: moto brings no rollout to its end. */
  released(of: () => System): void
  /** What outlives the system: how many, by list of the inventory. */
  readonly leaves: Readonly<Record<string, number>>
}

/** Bootstraps a template by the real command line, has boto3 read what stands there, and tears it down to nothing. */
export function describeTemplate(contract: TemplateContract): void {
  describeOn('moto', `the template ${contract.template}`, start => {
    const scene = open(contract, () => start({ region: contract.region }))
    tell(contract, scene, 'moto')
    gone(contract, scene)
  })
  describeOn('sandbox', `the template ${contract.template}`, start => {
    const scene = open(contract, () => start({ region: contract.region, speed: 400 }))
    tell(contract, scene, 'sandbox')
    describe('once released', () => {
      test('a deploy reaches its end, and then nothing differs', async () => {
        const { deployctl, standIn } = scene.system()
        const image = `${new URL(standIn.endpoint).host}/sandbox/hello:latest`
        const images = contract.services.map(service => `--image ${service}=${image}`).join(' ')
        await deployctl.json(`deploy ${contract.environment} --yes ${images}`)
        expect(await deployctl.run(`plan ${contract.environment} --exit-code`)).toMatchObject({ code: 0 })
      })
      contract.released(scene.system)
    })
    gone(contract, scene)
  })
}

/**
 * Reads what moto can make of a template, but cannot take down again: nothing is taken out of the manifest, and nothing
 * is torn down.
 */
export function describeStanding(contract: TemplateContract, facts: (of: () => System) => void): void {
  describeOn('moto', `the template ${contract.template}, standing`, start => {
    const whole = { ...contract, lacks: [], facts }
    tell(
      whole,
      open(whole, () => start({ region: contract.region })),
      'moto',
    )
  })
}

interface Opened {
  system(): System
  before(): Record<string, unknown[]>
}

function open(contract: TemplateContract, start: () => Promise<StandIn>): Opened {
  let system: System | undefined
  let before: Record<string, unknown[]>
  beforeAll(async () => {
    const standIn = await start()
    const { aws } = standIn
    await aws.call('iam', 'create_service_linked_role', { AWSServiceName: 'ecs.amazonaws.com' })
    const zone = await aws.call('route53', 'create_hosted_zone', {
      Name: 'example.com',
      CallerReference: '1',
    })
    before = await wholeInventory(aws)
    system = await openSystem(standIn, contract)
    await adapt(system, contract, zone.HostedZone.Id.replace('/hostedzone/', ''))
  })
  afterAll(() => system?.close())
  return { system: () => system!, before: () => before }
}

/** Puts in this account's hosted zone and what is to be changed, and takes out what the stand-in has not. */
async function adapt(
  { directory, standIn }: System,
  { changes = [], lacks }: TemplateContract,
  zone: string,
): Promise<void> {
  const file = path.join(directory, 'deployctl.yml')
  const document = parseDocument(await readFile(file, 'utf8'))
  if (document.hasIn(['domain', 'hostedZone'])) document.setIn(['domain', 'hostedZone'], zone)
  for (const [at, value] of changes) document.setIn(at, value)
  for (const { without = [] } of standIn.name === 'moto' ? lacks : []) {
    for (const at of without) expect(document.deleteIn(at)).toBe(true)
  }
  await writeFile(file, document.toString())
}

function tell(contract: TemplateContract, { system }: Opened, name: StandIn['name']): void {
  const { environment } = contract
  test('bootstrap makes it, and it takes its values', async () => {
    const { deployctl, directory } = system()
    await deployctl.json(`bootstrap ${environment} --yes`)
    const file = path.join(directory, '.env.values.json')
    await writeFile(file, JSON.stringify(contract.values))
    await deployctl.json(`secrets import ${environment} ${file}`)
    await deployctl.json(`secrets generate ${environment}`)
  })

  test('a second bootstrap writes nothing', async () => {
    const { deployctl, recorder } = system()
    recorder.writes.length = 0
    const { made } = await deployctl.json(`bootstrap ${environment} --yes`)
    expect([made, recorder.writes]).toEqual([[], []])
  })

  contract.facts(system, name)

  if (contract.lacks.length === 0) return
  test.each(contract.lacks)('where moto and AWS differ: $title', async ({ observe, moto, aws }) => {
    expect(await observe(system())).toEqual(name === 'moto' ? moto : aws)
  })
}

function gone(contract: TemplateContract, { system, before }: Opened): void {
  test('teardown leaves nothing', async () => {
    const { aws, deployctl } = system()
    const { proof } = await deployctl.json(`teardown ${contract.environment} --yes --delete-data *`)
    expect(proof).toMatchObject({ standing: 0 })
    for (const { clear } of system().standIn.name === 'moto' ? contract.lacks : []) await clear?.(system())
    const after = await wholeInventory(aws)
    for (const [list, count] of Object.entries(contract.leaves)) {
      expect([list, after[list]?.length]).toEqual([list, count])
      after[list] = before()[list]!
    }
    expect(after).toEqual(before())
  })
}
