import { expect, test } from 'vitest'
import type { System } from '../templates/system.ts'

/** @param expected configuration by what comes after the environment's prefix */
export function functionFacts(of: () => System, expected: Readonly<Record<string, object>>): void {
  test.each(Object.entries(expected))('the function %s is sized as the runbook says', async (id, told) => {
    const { aws, prefix } = of()
    const input = { FunctionName: `${prefix}-${id}` }
    const found = await aws.call('lambda', 'get_function_configuration', input)
    expect(found).toMatchObject({ State: 'Active', LastUpdateStatus: 'Successful', ...told })
  })
}

/** An alias that callers use: a release moves it, and a rollback moves it back. */
export function aliasFacts(of: () => System, id: string): void {
  test(`${id} is called by its alias, by this API alone`, async () => {
    const { aws, prefix } = of()
    const FunctionName = `${prefix}-${id}`
    const { FunctionVersion } = await aws.call('lambda', 'get_alias', { FunctionName, Name: 'live' })
    expect(FunctionVersion).toMatch(/^\d+$/)
    const { Policy } = await aws.call('lambda', 'get_policy', { FunctionName, Qualifier: 'live' })
    const { ApiId } = (await aws.call('apigatewayv2', 'get_apis')).Items[0]
    expect(JSON.parse(Policy).Statement).toMatchObject([
      {
        ...{ Effect: 'Allow', Principal: { Service: 'apigateway.amazonaws.com' } },
        Action: 'lambda:InvokeFunction',
        Condition: { ArnLike: { 'AWS:SourceArn': expect.stringContaining(`:${ApiId}/`) } },
      },
    ])
  })
}
