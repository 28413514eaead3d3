import { strToU8, zipSync } from 'fflate'
import { expect, test } from 'vitest'
import { lambdaFunction } from '../../src/lib/resources/function.ts'
import { functionAlias } from '../../src/lib/resources/function-alias.ts'
import { type FunctionCode, pinFunctions } from '../../src/lib/resources/function-code.ts'
import { functionPermission } from '../../src/lib/resources/function-permission.ts'
import { httpApi } from '../../src/lib/resources/http-api.ts'
import { logGroup } from '../../src/lib/resources/log-group.ts'
import { role } from '../../src/lib/resources/role.ts'
import { secret } from '../../src/lib/resources/secret.ts'
import { Environment } from './environment.ts'
import { manifestOf } from './manifest.ts'
import { describeOnBoth } from './on-both.ts'

const kinds = [functionAlias, functionPermission, httpApi, lambdaFunction, logGroup, role, secret]
const name = 'shop-prod-api'

/** A package whose handler answers a number. */
function code(answer: number): FunctionCode {
  const zip = zipSync(
    { 'index.js': strToU8(`exports.handler = async () => ${answer}`) },
    { mtime: new Date(1980, 0, 1) },
  )
  const source = { pack: async () => zip, bucket: 'ledger', prefix: 'prod/packages/' }
  return { content: `content-${answer}`, source }
}

const api = { zip: { directory: 'api' }, routes: ['/*'], env: { KEYS: '${secrets.keys.arn}' } }
const sections = { ingress: 'http-api', secrets: { keys: {} } }

/** The manifest of one function with this code. */
function manifest(answer: number, change: object = {}, others: object = {}) {
  const functions = { api: { ...api, ...change } }
  return pinFunctions(manifestOf({ ...sections, functions, ...others }), { api: code(answer) })
}

describeOnBoth(kinds, ({ stand, moto, environment }) => {
  const live = async () => {
    const { lambda } = moto.ports
    return (await lambda.getAlias({ FunctionName: name, Name: 'live' })).FunctionVersion
  }
  const versions = async () => {
    const { Versions } = await moto.ports.lambda.listVersionsByFunction({ FunctionName: name })
    return Versions!.map(({ Version }) => Version)
  }
  const all = [
    'function-alias/api',
    'function-permission/api',
    'function/api',
    'http-api/main',
    'log-group/functions/api',
    'log-group/http-api/access',
    'role/function-api',
    'secret/keys',
  ]

  test('it is made and published once: the second time there is nothing to do', async () => {
    expect((await environment.plan(manifest(1))).toSorted()).toEqual(all.map(one => `${one} create`))
    await environment.settle(manifest(1))
    expect((await environment.standing()).toSorted()).toEqual(all)
    expect(await environment.plan(manifest(1))).toEqual([])
    expect([await live(), await versions()]).toEqual(['1', ['$LATEST', '1']])
  })

  test('what AWS holds is what was meant', async () => {
    const { lambda, secretsManager, apiGateway, logs } = moto.ports
    const { ARN } = await secretsManager.describeSecret({ SecretId: 'shop-prod/keys' })
    const { Configuration, Tags } = await lambda.getFunction({ FunctionName: name, Qualifier: 'live' })
    expect(Configuration).toMatchObject({
      FunctionName: name,
      Version: '1',
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      MemorySize: 512,
      Timeout: 30,
      Architectures: ['x86_64'],
      Role: 'arn:aws:iam::123456789012:role/deployctl/shop/prod/shop-prod-function-api',
      Environment: { Variables: { KEYS: ARN } },
    })
    expect(Tags).toEqual({
      'deployctl:project': 'shop',
      'deployctl:environment': 'prod',
      'deployctl:id': 'api',
    })
    const { Items } = await apiGateway.getApis({})
    const { Policy } = await lambda.getPolicy({ FunctionName: name, Qualifier: 'live' })
    const [statement] = JSON.parse(Policy!).Statement
    expect(statement).toMatchObject({
      Principal: { Service: 'apigateway.amazonaws.com' },
      Action: 'lambda:InvokeFunction',
      Resource: `arn:aws:lambda:eu-west-1:123456789012:function:${name}:live`,
    })
    expect(Object.values(statement.Condition.ArnLike)).toEqual([
      `arn:aws:execute-api:eu-west-1:123456789012:${Items![0]!.ApiId}/*/*`,
    ])
    const groups = await logs.describeLogGroups({ logGroupNamePrefix: `/aws/lambda/${name}` })
    expect(groups.logGroups!.map(({ retentionInDays }) => retentionInDays)).toEqual([30])
  })

  test('other code and another configuration are each a new version, and the alias follows', async () => {
    expect(await environment.plan(manifest(2))).toEqual([
      'function-alias/api update version',
      'function/api update content',
    ])
    await environment.settle(manifest(2))
    expect([await live(), await versions()]).toEqual(['2', ['$LATEST', '1', '2']])
    const bigger = manifest(2, { memory: 1024, env: { MODE: 'fast' }, timeout: '10s' })
    expect(await environment.plan(bigger)).toEqual([
      'function-alias/api update version',
      'function/api update memorySize timeout env.KEYS env.MODE',
    ])
    await environment.settle(bigger)
    expect([await live(), await environment.plan(bigger)]).toEqual(['3', []])
  })

  test('going back to what was published before only moves the alias', async () => {
    expect(await environment.plan(manifest(1))).toEqual(['function-alias/api update version'])
    await environment.settle(manifest(1))
    expect([await live(), await versions()]).toEqual(['1', ['$LATEST', '1', '2', '3']])
  })

  test('a share of the concurrency comes and goes without a new version', async () => {
    const reserved = manifest(1, { concurrency: 50 })
    expect(await environment.plan(reserved)).toEqual(['function/api update concurrency'])
    await environment.settle(reserved)
    expect(await environment.plan(reserved)).toEqual([])
    await environment.settle(manifest(1))
    expect(await environment.plan(manifest(1))).toEqual([])
    expect(await versions()).toEqual(['$LATEST', '1', '2', '3'])
  })

  test('an alias that somebody moved by hand is seen, and put right', async () => {
    const { lambda } = moto.ports
    const RoutingConfig = { AdditionalVersionWeights: { 3: 0.5 } }
    await lambda.updateAlias({ FunctionName: name, Name: 'live', FunctionVersion: '2', RoutingConfig })
    expect(await environment.plan(manifest(1))).toEqual(['function-alias/api update version'])
    await environment.settle(manifest(1))
    const alias = await lambda.getAlias({ FunctionName: name, Name: 'live' })
    expect(alias.FunctionVersion).toBe('1')
    expect(alias.RoutingConfig?.AdditionalVersionWeights ?? {}).toEqual({})
  })

  test('a crash before any answer leaves nothing twice', async () => {
    const unseen = new Environment(
      kinds.map(kind => ({ ...kind, inspect: async () => ({}) })),
      moto.ports,
    )
    await unseen.settle(manifest(1))
    const once = await versions()
    await unseen.settle(manifest(1))
    expect(await versions()).toEqual(once)
    expect(await environment.plan(manifest(1))).toEqual([])
  })

  test('without routes nobody may call it', async () => {
    const alone = manifest(1, { routes: [] }, { ingress: 'none' })
    expect((await environment.plan(alone)).toSorted()).toEqual([
      'function-permission/api remove',
      'http-api/main remove',
      'log-group/http-api/access remove',
    ])
    await environment.settle(alone)
    // moto's RemovePermission knows no Qualifier: it looks at $LATEST, and leaves the alias's statement standing.
    const left = stand === 'moto' ? ['function-permission/api remove'] : []
    expect(await environment.plan(alone)).toEqual(left)
  })

  test('what somebody else made under a name of ours is not taken over', async () => {
    await environment.tearDown()
    expect(await environment.standing()).toEqual([])
    const { iam, lambda } = moto.ports
    await environment.settle(manifestOf({ ...sections, functions: { api } }))
    const { Role } = await iam.getRole({ RoleName: 'shop-prod-function-api' })
    const pack = code(1) as Extract<FunctionCode, { content: string }>
    await expect
      .poll(async () => {
        const ZipFile = await pack.source!.pack()
        const input = { FunctionName: name, Role: Role!.Arn!, Runtime: 'nodejs24.x' as const }
        return (await lambda.createFunction({ ...input, Handler: 'index.handler', Code: { ZipFile } }))
          .Version
      })
      .toBe('$LATEST')
    await expect(environment.settle(manifest(1))).rejects.toMatchObject({ code: 'graph.name-taken' })
  })
})
