import { expect, test } from 'vitest'
import { templateValues } from '../../templates/values.ts'
import { functionFacts } from '../facts/functions.ts'
import { rolloutLack } from '../facts/tasks.ts'
import type { System } from './system.ts'
import { describeTemplate } from './template.ts'

const arn = 'arn:aws:elasticloadbalancing:ap-southeast-2:123456789012'

/** The same system behind a load balancer: there is no runbook for it, but it wakes and sleeps by the same functions. */
describeTemplate({
  template: 'on-demand',
  project: 'aipa',
  environment: 'production',
  region: 'ap-southeast-2',
  services: ['app'],
  changes: [
    [['ingress'], 'load-balancer'],
    [['services', 'app', 'sticky'], true],
  ],
  values: templateValues['on-demand'],
  lacks: [rolloutLack],
  facts(of) {
    test('while it sleeps, every rule leads to the waker, and the service stays in reach', async () => {
      expect(await rules(of())).toEqual([
        '/shutdown /status /wake → on-demand-waker 1',
        '/* → app 0, on-demand-waker 1, sticky 1 s',
      ])
    })
    test('the waker is a target that nobody asks for its health', async () => {
      const { aws } = of()
      const Names = ['aipa-production-on-demand-waker']
      const [group] = (await aws.call('elbv2', 'describe_target_groups', { Names })).TargetGroups
      expect(group.TargetType).toBe('lambda')
      const { TargetGroupArn } = group
      const { TargetHealthDescriptions } = await aws.call('elbv2', 'describe_target_health', {
        TargetGroupArn,
      })
      expect(TargetHealthDescriptions.map(({ Target }: { Target: { Id: string } }) => Target.Id)).toEqual([
        'arn:aws:lambda:ap-southeast-2:123456789012:function:aipa-production-on-demand-waker',
      ])
      const { Policy } = await aws.call('lambda', 'get_policy', {
        FunctionName: 'aipa-production-on-demand-waker',
      })
      expect(JSON.parse(Policy).Statement).toContainEqual(
        expect.objectContaining({
          Principal: { Service: 'elasticloadbalancing.amazonaws.com' },
          Condition: { ArnLike: { 'AWS:SourceArn': TargetGroupArn } },
        }),
      )
    })
    test.each(['waker', 'idler'])(
      'the %s may turn the rules of this environment, and no others',
      async which => {
        const { aws } = of()
        const RoleName = `aipa-production-on-demand-${which}`
        const { PolicyNames } = await aws.call('iam', 'list_role_policies', { RoleName })
        const input = { RoleName, PolicyName: PolicyNames[0] }
        const { PolicyDocument } = await aws.call('iam', 'get_role_policy', input)
        const turning = PolicyDocument.Statement.find(({ Action }: { Action: string | string[] }) =>
          [Action].flat().includes('elasticloadbalancing:ModifyRule'),
        )
        expect(turning).toMatchObject({
          Resource: [`${arn}:listener-rule/app/*`],
          Condition: {
            StringEquals: {
              'aws:ResourceTag/deployctl:project': 'aipa',
              'aws:ResourceTag/deployctl:environment': 'production',
            },
          },
        })
      },
    )
    functionFacts(of, {
      'on-demand-waker': { PackageType: 'Zip' },
      'on-demand-idler': { PackageType: 'Zip' },
    })
  },
  released(of) {
    test('once awake, the rule leads to the service, and to sleep again to the waker', async () => {
      await of().deployctl.json('wake production')
      expect(await rules(of())).toContain('/* → app 1, on-demand-waker 0, sticky 1 s')
      await of().deployctl.json('sleep production --yes')
      expect(await rules(of())).toContain('/* → app 0, on-demand-waker 1, sticky 1 s')
    })
  },
  leaves: {},
})

interface Rule {
  readonly IsDefault: boolean
  readonly Conditions: { PathPatternConfig: { Values: string[] } }[]
  readonly Actions: {
    TargetGroupArn?: string
    ForwardConfig?: {
      TargetGroups: { TargetGroupArn: string; Weight?: number }[]
      TargetGroupStickinessConfig?: { Enabled: boolean; DurationSeconds: number }
    }
  }[]
}

/** What the listener does, rule by rule. */
async function rules({ aws }: System): Promise<string[]> {
  const balancers = await aws.call('elbv2', 'describe_load_balancers', { Names: ['aipa-production-main'] })
  const { LoadBalancerArn } = balancers.LoadBalancers[0]
  const { Listeners } = await aws.call('elbv2', 'describe_listeners', { LoadBalancerArn })
  const { ListenerArn } = Listeners[0]
  const found: Rule[] = (await aws.call('elbv2', 'describe_rules', { ListenerArn })).Rules
  return found.filter(({ IsDefault }) => !IsDefault).map(lineOf)
}

function lineOf({ Conditions, Actions }: Rule): string {
  const paths = Conditions.flatMap(({ PathPatternConfig }) => PathPatternConfig.Values).toSorted()
  const [{ TargetGroupArn = '', ForwardConfig } = {}] = Actions
  const groups = ForwardConfig?.TargetGroups ?? [{ TargetGroupArn }]
  const targets = groups.map(group => {
    const name = group.TargetGroupArn.split('/')[1]!.replace('aipa-production-', '')
    return `${name} ${group.Weight ?? 1}`
  })
  const { Enabled = false, DurationSeconds } = ForwardConfig?.TargetGroupStickinessConfig ?? {}
  return `${paths.join(' ')} → ${[...targets, ...(Enabled ? [`sticky ${DurationSeconds} s`] : [])].join(', ')}`
}
