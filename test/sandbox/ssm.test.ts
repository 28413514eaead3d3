import { SSM } from '@aws-sdk/client-ssm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Sandbox, startSandbox } from '../../src/lib/sandbox/index.ts'
import { awsCli, describeWithAws } from './aws-tools.ts'
import { clientConfig } from './client-config.ts'

let sandbox: Sandbox
let ssm: SSM
beforeAll(async () => {
  sandbox = await startSandbox({ speed: 0 })
  ssm = new SSM(clientConfig(sandbox))
})
afterAll(() => sandbox.close())

test('a parameter has versions, and a secure one shows itself only decrypted', async () => {
  const Name = '/shop/prod/key'
  await ssm.putParameter({ Name, Value: 'one', Type: 'SecureString' })
  await expect(ssm.putParameter({ Name, Value: 'two' })).rejects.toMatchObject({
    name: 'ParameterAlreadyExists',
  })
  expect((await ssm.putParameter({ Name, Value: 'two', Overwrite: true })).Version).toBe(2)
  const read = async (selector: string, WithDecryption: boolean) =>
    (await ssm.getParameter({ Name: selector, WithDecryption })).Parameter!
  expect(await read(Name, true)).toMatchObject({ Value: 'two', Version: 2, Type: 'SecureString' })
  expect(await read(`${Name}:1`, true)).toMatchObject({ Value: 'one', Selector: ':1' })
  expect((await read(Name, false)).Value).not.toContain('two')
  await expect(read(`${Name}:3`, true)).rejects.toMatchObject({ name: 'ParameterVersionNotFound' })
  await expect(read('/nothing', true)).rejects.toMatchObject({ name: 'ParameterNotFound' })
})

test('ten names a call, and no more', async () => {
  await ssm.putParameter({ Name: '/ten/0', Value: 'x', Type: 'String' })
  const Names = Array.from({ length: 10 }, (_none, index) => `/ten/${index}`)
  const { Parameters, InvalidParameters } = await ssm.getParameters({ Names })
  expect(Parameters!.map(({ Name }) => Name)).toEqual(['/ten/0'])
  expect(InvalidParameters).toEqual(Names.slice(1))
  await expect(ssm.getParameters({ Names: [...Names, '/ten/10'] })).rejects.toMatchObject({
    name: 'ValidationException',
  })
  expect((await ssm.deleteParameters({ Names })).DeletedParameters).toEqual(['/ten/0'])
})

test('parameters are found by path and by tag', async () => {
  const put = (Name: string, app: string) =>
    ssm.putParameter({ Name, Value: 'x', Type: 'String', Tags: [{ Key: 'app', Value: app }] })
  await put('/find/a', 'one')
  await put('/find/deep/b', 'two')
  const names = async (filter: { Key: string; Option?: string; Values: string[] }) =>
    (await ssm.describeParameters({ ParameterFilters: [filter] })).Parameters!.map(({ Name }) => Name)
  expect(await names({ Key: 'Path', Option: 'OneLevel', Values: ['/find'] })).toEqual(['/find/a'])
  expect(await names({ Key: 'Path', Option: 'Recursive', Values: ['/find'] })).toEqual([
    '/find/a',
    '/find/deep/b',
  ])
  expect(await names({ Key: 'tag:app', Values: ['two'] })).toEqual(['/find/deep/b'])
  expect(await names({ Key: 'Name', Option: 'BeginsWith', Values: ['/find/d'] })).toEqual(['/find/deep/b'])
})

test('what AWS would refuse is refused', async () => {
  const put = (Name: string, Value = 'x') => ssm.putParameter({ Name, Value, Type: 'String' })
  const invalid = { name: 'ValidationException' }
  await expect(put('a b')).rejects.toMatchObject(invalid)
  await expect(put('/aws/mine')).rejects.toMatchObject(invalid)
  await expect(put('half/path')).rejects.toMatchObject(invalid)
  await expect(put('/long', 'x'.repeat(4097))).rejects.toMatchObject(invalid)
  await expect(ssm.putParameter({ Name: '/untyped', Value: 'x' })).rejects.toMatchObject(invalid)
})

describeWithAws('SSM as the AWS CLI sees it', () => {
  test('a parameter goes in and comes out', async () => {
    const put = ['ssm', 'put-parameter', '--name', '/cli', '--value', 'x', '--type', 'String']
    expect((await awsCli(sandbox, put)).code).toBe(0)
    const { stdout } = await awsCli(sandbox, [
      'ssm',
      'get-parameter',
      '--name',
      '/cli',
      '--query',
      'Parameter.Value',
    ])
    expect(JSON.parse(stdout)).toBe('x')
  })
})
