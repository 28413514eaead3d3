import { strToU8, zipSync } from 'fflate'
import { expect, test } from 'vitest'
import { lambdaFunction } from '../../src/lib/resources/function.ts'
import { functionAlias } from '../../src/lib/resources/function-alias.ts'
import { pinFunctions } from '../../src/lib/resources/function-code.ts'
import { logGroup } from '../../src/lib/resources/log-group.ts'
import { role } from '../../src/lib/resources/role.ts'
import { securityGroup } from '../../src/lib/resources/security-group.ts'
import { securityGroupRules } from '../../src/lib/resources/security-group-rules.ts'
import { subnet } from '../../src/lib/resources/subnet.ts'
import { vpc } from '../../src/lib/resources/vpc.ts'
import { manifestOf } from './manifest.ts'
import { describeOnBoth } from './on-both.ts'

const kinds = [functionAlias, lambdaFunction, logGroup, role, securityGroup, securityGroupRules, subnet, vpc]
const zip = zipSync({ 'index.js': strToU8('exports.handler = async () => 1') })
const source = { pack: async () => zip, bucket: 'ledger', prefix: 'prod/packages/' }

function manifest(change: object = { network: 'private' }) {
  const functions = { api: { zip: { directory: 'api' }, ...change } }
  return pinFunctions(manifestOf({ ingress: 'none', functions }), { api: { content: 'one', source } })
}

describeOnBoth(kinds, ({ moto, environment }) => {
  const place = async () => {
    const { Configuration } = await moto.ports.lambda.getFunction({
      FunctionName: 'shop-prod-api',
      Qualifier: 'live',
    })
    const { SubnetIds = [], SecurityGroupIds = [] } = Configuration!.VpcConfig ?? {}
    return { SubnetIds, SecurityGroupIds }
  }

  test('a function is placed in the private subnets, as the tasks are', async () => {
    await environment.settle(manifest())
    expect(await environment.plan(manifest())).toEqual([])
    const { ec2 } = moto.ports
    const { Subnets } = await ec2.describeSubnets({})
    const { SecurityGroups } = await ec2.describeSecurityGroups({})
    const privately = Subnets!.filter(({ Tags }) => Tags?.some(({ Value }) => Value?.startsWith('private-')))
    const tasks = SecurityGroups!.find(({ GroupName }) => GroupName === 'shop-prod-tasks')
    expect(privately).toHaveLength(2)
    expect(await place()).toEqual({
      SubnetIds: privately.map(({ SubnetId }) => SubnetId).toSorted(),
      SecurityGroupIds: [tasks!.GroupId],
    })
  })

  test('and taken out of them again, by a new version', async () => {
    const outside = manifest({})
    expect(await environment.plan(outside)).toContain('function/api update vpcConfig')
    await environment.settle(outside)
    expect(await place()).toEqual({ SubnetIds: [], SecurityGroupIds: [] })
    expect(await environment.plan(outside)).toEqual([])
  })

  test('its interfaces are waited for before the network goes', async () => {
    await environment.settle(manifest())
    await environment.tearDown()
    expect(await environment.standing()).toEqual([])
  })
})
