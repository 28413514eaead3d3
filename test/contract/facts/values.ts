import { expect, test } from 'vitest'
import type { System } from '../templates/system.ts'

/** The secrets of a runbook, and what their values look like: keys of one secret, or the value itself. */
export type Values = Readonly<Record<string, RegExp | Readonly<Record<string, RegExp>>>>

/** @param secrets by what comes after the environment's prefix */
export function secretFacts(of: () => System, secrets: Values): void {
  test.each(Object.entries(secrets))(
    'the secret %s holds what the runbook has it hold',
    async (id, value) => {
      const { aws, prefix } = of()
      const SecretId = `${prefix}/${id}`
      const input = { SecretId, VersionStage: 'AWSCURRENT' }
      const { SecretString } = await aws.call('secretsmanager', 'get_secret_value', input)
      if (value instanceof RegExp) return expect(SecretString).toMatch(value)
      const held = JSON.parse(SecretString)
      expect(Object.keys(held).toSorted()).toEqual(Object.keys(value).toSorted())
      for (const [key, pattern] of Object.entries(value)) expect(held[key]).toMatch(pattern)
    },
  )
}

/** @param parameters `SecureString` or `String`, by name */
export function parameterFacts(of: () => System, parameters: Readonly<Record<string, string>>): void {
  test('parameters are SecureStrings but where they are plain', async () => {
    const { aws, prefix } = of()
    const input = { Path: `/${prefix}`, Recursive: true, WithDecryption: true }
    const { Parameters } = await aws.call('ssm', 'get_parameters_by_path', input)
    const types = (Parameters as { Name: string; Type: string }[]).map(({ Name, Type }) => [Name, Type])
    expect(Object.fromEntries(types)).toEqual(parameters)
  })
}
