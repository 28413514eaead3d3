import { expect, test } from 'vitest'
import { templateValues } from '../../templates/values.ts'
import { alarmFacts } from '../facts/alarms.ts'
import { cacheFacts, cacheLacks } from '../facts/cache.ts'
import { clusterFacts } from '../facts/cluster.ts'
import { databaseFacts } from '../facts/database.ts'
import { frontFacts } from '../facts/front.ts'
import { githubFacts } from '../facts/github.ts'
import { imageFacts } from '../facts/images.ts'
import { layoutFacts, openingFacts } from '../facts/layout.ts'
import { logFacts } from '../facts/logs.ts'
import { scalingFacts, scheduleFacts, serviceFacts } from '../facts/services.ts'
import { rolloutLack } from '../facts/tasks.ts'
import { secretFacts } from '../facts/values.ts'
import { describeStanding, describeTemplate, type TemplateContract } from './template.ts'

const contract: TemplateContract = {
  template: 'web-app',
  project: 'web-app',
  environment: 'production',
  region: 'us-east-1',
  services: ['app'],
  values: templateValues['web-app'],
  lacks: [
    ...cacheLacks(['services', 'app', 'secrets', 'REDIS_URL'], ['alarms', 'cacheEvictions']),
    rolloutLack,
  ],
  facts(of, name) {
    // "Review Deployment Plan" and "Cost Estimate": two NAT gateways; the runbook names no blocks.
    layoutFacts(of, {
      subnets: ['public-a us-east-1a', 'public-b us-east-1b', 'private-a us-east-1a', 'private-b us-east-1b'],
      nat: 'per-zone',
    })
    openingFacts(of, {
      'load-balancer': ['tcp 80-80 0.0.0.0/0'],
      tasks: ['tcp 8000-8000 load-balancer', 'tcp 8000-8000 tasks'],
      databases: ['tcp 5432-5432 tasks'],
      ...(name === 'sandbox' && { caches: ['tcp 6379-6379 tasks'] }),
    })
    databaseFacts(of, { DBInstanceClass: 'db.t4g.micro', AllocatedStorage: 20, MultiAZ: false })
    if (name === 'sandbox') cacheFacts(of, 'cache.t4g.micro')
    clusterFacts(of, 'enabled')
    // "Architecture Diagram": the load balancer on port 80.
    frontFacts(of, {
      routes: ['/* → app'],
      services: { app: { port: 8000, health: { HealthCheckPath: '/health' } } },
    })
    imageFacts(of, ['app'])
    // "Generate secure passwords": openssl rand -hex 32.
    secretFacts(of, {
      app: { OPENAI_API_KEY: /^sk-your-openai-api-key-here$/, SECRET_KEY: /^[0-9a-f]{64}$/ },
    })
    // In place of the administrator's long-lived key that the runbook gives to GitHub.
    githubFacts(of, [
      'repo:your-org/your-repo:ref:refs/heads/main',
      'repo:your-org/your-repo:environment:production',
    ])
    // The runbook names no retention.
    logFacts(of, 30, ['app'])
    // "7.2 Key Metrics to Monitor"; the runbook's command asks for two periods of five minutes.
    alarmFacts(of, [
      'AWS/ECS CPUUtilization Average > 70 2×300s (app)',
      'AWS/ECS MemoryUtilization Average > 80 2×300s (app)',
      'AWS/ApplicationELB UnHealthyHostCount Maximum > 0 3×60s (app)',
      '% of HTTPCode_ELB_5XX_Count, HTTPCode_Target_5XX_Count, RequestCount > 1 2×300s',
      'AWS/RDS CPUUtilization Average > 80 2×300s (main)',
      ...(name === 'sandbox' ? ['Evictions > 100 1×60s'] : []),
    ])
    test('a dashboard shows the metrics', async () => {
      const { aws, prefix } = of()
      const { DashboardEntries } = await aws.call('cloudwatch', 'list_dashboards')
      expect(DashboardEntries).toMatchObject([{ DashboardName: expect.stringContaining(prefix) }])
    })
  },
  released(of) {
    serviceFacts(of, {
      app: {
        ...{ cpu: '512', memory: '1024', count: 2, port: 8000, capacity: ['FARGATE 1'], subnets: 'private' },
        environment: { ENVIRONMENT: 'production' },
        secrets: ['DATABASE_URL', 'REDIS_URL', 'OPENAI_API_KEY', 'SECRET_KEY'],
      },
    })
    scalingFacts(of, ['app 2-6 CPU 70 (60 s, 300 s) memory 80 (60 s, 300 s)'])
    // "Scheduled scaling": one task from 21:00.
    scheduleFacts(of, ['app cron(0 21 * * ? *) 1', 'app cron(0 6 * * ? *) 2'])
  },
  // GitHub's identity provider is one for the whole account, and the snapshot is what was in the database.
  leaves: { 'iam OpenIDConnectProviderList': 1, 'rds DBSnapshots': 1 },
}

describeTemplate(contract)
describeStanding(contract, of => cacheFacts(of, 'cache.t4g.micro'))
