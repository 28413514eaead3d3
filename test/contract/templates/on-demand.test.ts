import { expect, test } from 'vitest'
import { templateValues } from '../../templates/values.ts'
import { apiFacts, apiRoutes } from '../facts/api.ts'
import { bucketFacts } from '../facts/buckets.ts'
import { clusterFacts } from '../facts/cluster.ts'
import { filesystemFacts } from '../facts/filesystem.ts'
import { functionFacts } from '../facts/functions.ts'
import { imageFacts } from '../facts/images.ts'
import { layoutFacts, openingFacts } from '../facts/layout.ts'
import { logFacts } from '../facts/logs.ts'
import { namespaceLack } from '../facts/namespace.ts'
import { roleFacts } from '../facts/roles.ts'
import { serviceFacts } from '../facts/services.ts'
import { rolloutLack } from '../facts/tasks.ts'
import { secretFacts } from '../facts/values.ts'
import { describeTemplate } from './template.ts'

const bucket = (id: string) => `arn:aws:s3:::aipa-production-${id}-123456789012`
const controls = ['ANY /shutdown', 'ANY /status', 'ANY /wake'].map(route => `${route} → on-demand-waker`)

/** What both functions do to let it sleep and wake: of this service and this API alone. */
const ledger = 'arn:aws:s3:::deployctl-aipa-123456789012-ap-southeast-2'
const moving = {
  ecs: ['*', 'service/aipa-production/aipa-production-app'],
  s3: [ledger, ...['counts', 'lock', 'on-demand'].map(name => `${ledger}/production/${name}.json`)],
  'application-autoscaling': ['scalable-target/*'],
  apigateway: ['arn:aws:apigateway:ap-southeast-2::/apis/*/routes*'],
  servicediscovery: ['*'],
}

describeTemplate({
  template: 'on-demand',
  project: 'aipa',
  environment: 'production',
  region: 'ap-southeast-2',
  services: ['app'],
  values: templateValues['on-demand'],
  lacks: [rolloutLack, namespaceLack],
  facts(of) {
    // "Resources Created": VPC, 2 subnets, internet gateway; no NAT gateway among the costs.
    layoutFacts(of, { subnets: ['public-a ap-southeast-2a', 'public-b ap-southeast-2b'], nat: 'none' })
    // "ECS runs in VPC, only accessible via API Gateway". The runbook's two groups; the file system has its own besides.
    openingFacts(of, {
      'vpc-link': [],
      tasks: ['tcp 8000-8000 vpc-link', 'tcp 8000-8000 tasks'],
      filesystems: ['tcp 2049-2049 tasks'],
    })
    // "Architecture": while it sleeps, every request comes to the function that wakes it.
    apiFacts(of, ['$default → on-demand-waker', ...controls])
    filesystemFacts(of, ['/workspace', '/state', '/agent-home'])
    bucketFacts(of, { files: {}, backups: {} })
    clusterFacts(of, 'disabled')
    imageFacts(of, ['app'])
    // "Store in Secrets Manager": nine keys, three of which may stay empty.
    secretFacts(of, {
      'api-keys': {
        CLAUDE_CODE_OAUTH_TOKEN: /^sk-ant-oat01-your-token$/,
        AUTH_PASSWORD_HASH: /^\$2[aby]\$1\d\$.{53}$/,
        SESSION_SECRET: /^[0-9a-f]{64}$/,
        LIVEKIT_URL: /^wss:/,
        LIVEKIT_API_KEY: /^APIxxxxx$/,
        LIVEKIT_API_SECRET: /^your-secret$/,
        NOTION_API_KEY: /^$/,
        GITHUB_TOKEN: /^$/,
        OPENAI_API_KEY: /^$/,
      },
    })
    // "Cost Breakdown": 7-day retention.
    logFacts(of, 7, ['app', 'http-api/access', 'lambda on-demand-idler', 'lambda on-demand-waker'])
    // "IAM Roles (5)", "Least-privilege roles for each component".
    roleFacts(of, {
      'task-app': {
        s3: ['files', 'backups'].flatMap(id => [bucket(id), `${bucket(id)}/*`]),
        elasticfilesystem: ['file-system/fs'],
      },
      'execution-app': {
        ecr: ['*', 'repository/aipa-production/app'],
        logs: ['log-group:/deployctl/aipa/production/app:log-stream:*'],
        secretsmanager: ['secret:aipa-production/api-keys-??????'],
      },
      'on-demand-waker': {
        ...moving,
        logs: ['log-group:/aws/lambda/aipa-production-on-demand-waker:log-stream:*'],
        secretsmanager: ['secret:aipa-production/connections/on-demand-??????'],
      },
      'on-demand-idler': {
        ...moving,
        logs: ['log-group:/aws/lambda/aipa-production-on-demand-idler:log-stream:*'],
        cloudwatch: ['*'],
      },
      'on-demand-scheduler': { lambda: ['function:aipa-production-on-demand-idler'] },
    })
    // "Lambda Functions (2)".
    functionFacts(of, {
      'on-demand-waker': { PackageType: 'Zip' },
      'on-demand-idler': { PackageType: 'Zip' },
    })
    test('under 5 requests in 30 minutes it goes to sleep, looked at every 15 minutes', async () => {
      const { aws } = of()
      const { Schedules } = await aws.call('scheduler', 'list_schedules', { GroupName: 'aipa-production' })
      expect(Schedules).toHaveLength(1)
      const input = { GroupName: 'aipa-production', Name: Schedules[0].Name }
      const schedule = await aws.call('scheduler', 'get_schedule', input)
      expect(schedule).toMatchObject({ State: 'ENABLED', ScheduleExpression: 'rate(15 minutes)' })
      expect(schedule.Target.Arn).toContain(':function:aipa-production-on-demand-idler')
      const FunctionName = 'aipa-production-on-demand-idler'
      const { Environment } = await aws.call('lambda', 'get_function_configuration', { FunctionName })
      expect(JSON.parse(Environment.Variables.SETTINGS).idle).toMatchObject({
        ...{ after: 30 * 60, fewerRequestsThan: 5 },
      })
    })
  },
  released(of) {
    // "start_on_deploy = false".
    test('it starts cold, and once awake is reached by the VPC link and Cloud Map', async () => {
      expect(await apiRoutes(of())).toContain('$default → on-demand-waker')
      await of().deployctl.json('wake production')
      expect(await apiRoutes(of())).toEqual(['$default → VPC link to _app._tcp', ...controls])
    })
    // "ecs_cpu = 1024, ecs_memory = 2048, use_fargate_spot, use_arm64".
    serviceFacts(of, {
      app: {
        ...{ cpu: '1024', memory: '2048', count: 1, port: 8000, capacity: ['FARGATE_SPOT 1'] },
        ...{ subnets: 'public', architecture: 'ARM64', environment: { AGENT_NAME: 'Ultra' } },
        secrets: [
          ...['CLAUDE_CODE_OAUTH_TOKEN', 'AUTH_PASSWORD_HASH', 'SESSION_SECRET', 'LIVEKIT_URL'],
          ...['LIVEKIT_API_KEY', 'LIVEKIT_API_SECRET', 'NOTION_API_KEY', 'GITHUB_TOKEN', 'OPENAI_API_KEY'],
        ],
      },
    })
  },
  leaves: {},
})
