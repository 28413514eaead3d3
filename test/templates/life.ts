import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { inventory } from '../e2e/inventory.ts'
import { openTemplate, readyImages, type Scene, type SceneOptions } from './scene.ts'

/** Something that goes wrong in a running system, and what `doctor` is to say of it. */
export interface Fault {
  readonly what: string
  plant(scene: Scene): Promise<unknown>
  /** The check that finds it. */
  readonly check: string
  /** What its finding says. */
  readonly says: RegExp
}

export interface Life extends SceneOptions {
  readonly environment: string
  /** Services whose image is given, so that no Docker Engine is needed. */
  readonly services: readonly string[]
  /** The values that only a person knows. */
  readonly values: Readonly<Record<string, string>>
  /** What the account must have beforehand, such as a hosted zone. */
  prepare?(scene: Scene): Promise<unknown>
  /** The service that a bad release breaks. */
  readonly breaks: string
  /** How its tasks fare; see the sandbox's behaviours. */
  readonly behaviour?: string
  readonly faults: readonly Fault[]
  /** What belongs to the account and stays, as the inventory tells it. */
  readonly leaves?: readonly string[]
  /** Further tests, of the first release. */
  further?(scene: () => Scene): void
}

/** The whole life of a template, told by the real command line on the sandbox, one chapter after the other. */
export function describeLife(life: Life): void {
  describe(`the life of ${life.template}`, () => {
    let scene: Scene
    let before: string[]
    const { environment, services, breaks } = life
    const deploy = () => `deploy ${environment} ${readyImages(scene.sandbox, services)}`.trim()

    beforeAll(async () => {
      scene = await openTemplate(life)
      await life.prepare?.(scene)
      before = await inventory(scene.sandbox)
    })
    afterAll(async () => scene?.[Symbol.asyncDispose]())

    test('bootstraps, and has nothing to write the second time', async () => {
      await scene.json(`bootstrap ${environment} --yes`)
      expect(scene.writes().length).toBeGreaterThan(20)
      const again = await scene.json<{ made: unknown[] }>(`bootstrap ${environment} --yes`)
      expect([again.made, scene.writes()]).toEqual([[], []])
    })

    test('takes its values, and generates the others', async () => {
      const file = path.join(scene.directory, '.env.values.json')
      await writeFile(file, JSON.stringify(life.values))
      await scene.json(`secrets import ${environment} ${file}`)
      await scene.json(`secrets generate ${environment}`)
      const rows = await scene.json<{ label: string; set: boolean; optional: boolean }[]>(
        `secrets list ${environment}`,
      )
      expect(rows.filter(({ set, optional }) => !set && !optional)).toEqual([])
    })

    test('is released, and released again only when something changes', async () => {
      expect(await scene.json(deploy())).toMatchObject({ outcome: 'succeeded', release: 1 })
      expect(await scene.json(deploy())).toMatchObject({ outcome: 'unchanged', release: 1 })
    })

    life.further?.(() => scene)

    test('is well, by status and by doctor', async () => {
      expect(await scene.json(`status ${environment}`)).toMatchObject({ troubles: [] })
      const { outcome, checks } = await scene.json<Examined>(`doctor ${environment}`)
      const found = checks.flatMap(({ findings }) => findings.filter(({ level }) => level === 'problem'))
      expect([outcome === 'problems', found]).toEqual([false, []])
    })

    test('a bad release is taken back by itself', async () => {
      await scene.set(['services', breaks, 'env', 'SANDBOX_BEHAVIOUR'], life.behaviour ?? 'never-healthy')
      const failed = await scene.json<{ error: { code: string; story: { serves: number } } }>(deploy(), 4)
      expect([failed.error.code, failed.error.story.serves]).toEqual(['release.rolled-back', 1])
      await scene.set(['services', breaks, 'env', 'SANDBOX_BEHAVIOUR'], undefined)
    })

    test('a release that nobody likes is taken back on purpose', async () => {
      await scene.set(['services', breaks, 'env', 'COLOUR'], 'green')
      const { release } = await scene.json<{ release: number }>(deploy())
      expect(await scene.json(`rollback ${environment}`)).toMatchObject({ outcome: 'succeeded', restores: 1 })
      const { releases } = await scene.json<{ releases: { number: number; state: string }[] }>(
        `releases ${environment}`,
      )
      expect(releases.find(({ state }) => state === 'serving')?.number).toBe(release + 1)
      await scene.set(['services', breaks, 'env', 'COLOUR'], undefined)
    })

    describe.each(life.faults)('when $what', ({ plant, check, says }) => {
      test('doctor says so, and what to do', async () => {
        await plant(scene)
        const { checks } = await scene.json<Examined>(`doctor ${environment}`, 3)
        const found = checks.find(({ name }) => name === check)?.findings ?? []
        expect(found.map(({ message, evidence }) => [message, ...evidence].join('\n')).join('\n')).toMatch(
          says,
        )
        expect(found.every(({ next }) => next !== undefined)).toBe(true)
      })
    })

    test('is torn down to nothing', async () => {
      const { proof } = await scene.json<{ proof: { standing: number } }>(
        `teardown ${environment} --yes --delete-data *`,
      )
      expect(proof.standing).toBe(0)
      expect(await inventory(scene.sandbox)).toEqual([...before, ...(life.leaves ?? [])].toSorted())
      expect(scene.sandbox.calls.failures).toEqual([])
    })
  })
}

interface Examined {
  readonly outcome: string
  readonly checks: readonly {
    readonly name: string
    readonly findings: readonly {
      readonly level: string
      readonly message: string
      readonly evidence: readonly string[]
      readonly next?: string
    }[]
  }[]
}
