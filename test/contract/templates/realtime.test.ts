import { templateValues } from '../../templates/values.ts'
import { alarmFacts, forEach } from '../facts/alarms.ts'
import { frontFacts } from '../facts/front.ts'
import { githubFacts } from '../facts/github.ts'
import { imageFacts } from '../facts/images.ts'
import { layoutFacts, openingFacts } from '../facts/layout.ts'
import { logFacts } from '../facts/logs.ts'
import { type Running, scalingFacts, serviceFacts } from '../facts/services.ts'
import { rolloutLack } from '../facts/tasks.ts'
import { parameterFacts, secretFacts } from '../facts/values.ts'
import { describeTemplate } from './template.ts'

const services = ['api', 'realtime', 'webhooks', 'telephony']

/** Section 4: "health path /health; 15s interval, 5s timeout", healthy after 2, unhealthy after 3. */
const health = {
  ...{ HealthCheckPath: '/health', HealthCheckIntervalSeconds: 15, HealthCheckTimeoutSeconds: 5 },
  ...{ HealthyThresholdCount: 2, UnhealthyThresholdCount: 3, Matcher: { HttpCode: '200' } },
}

/** Section 6: two tasks of 0.5 vCPU and 1 GB in private subnets, 100/200 percent, platform 1.4.0. */
const common: Omit<Running, 'port'> = {
  ...{ cpu: '512', memory: '1024', count: 2, capacity: ['FARGATE 1'], subnets: 'private' },
  service: {
    platformVersion: '1.4.0',
    deploymentConfiguration: {
      ...{ maximumPercent: 200, minimumHealthyPercent: 100 },
      deploymentCircuitBreaker: { enable: true, rollback: true },
    },
  },
}

const base = { PUBLIC_BASE_URL: 'https://prod.example.com' }

describeTemplate({
  template: 'realtime',
  project: 'sipai',
  environment: 'prod',
  region: 'us-east-1',
  services,
  values: templateValues.realtime,
  lacks: [rolloutLack],
  facts(of) {
    // Section 4, main.tf.
    layoutFacts(of, {
      cidr: '10.20.0.0/16',
      subnets: [
        'public-a 10.20.0.0/20 us-east-1a',
        'public-b 10.20.16.0/20 us-east-1b',
        'private-a 10.20.128.0/20 us-east-1a',
        'private-b 10.20.144.0/20 us-east-1b',
      ],
      nat: 'per-zone',
    })
    // The runbook opens 8080 to 8085; of these only the four that somebody listens to. Services reach one another, too.
    const ports = [8080, 8081, 8082, 8085].map(port => `tcp ${port}-${port}`)
    openingFacts(of, {
      'load-balancer': ['tcp 80-80 0.0.0.0/0', 'tcp 443-443 0.0.0.0/0'],
      tasks: ports.flatMap(port => [`${port} load-balancer`, `${port} tasks`]),
    })
    frontFacts(of, {
      domain: 'prod.example.com',
      // The last is the runbook's default action.
      routes: [
        '/v1/realtime/* /realtime/* → realtime',
        '/telephony/* → telephony',
        '/webhooks/* → webhooks',
        '/v1/* /* → api',
      ],
      services: {
        api: { port: 8080, health },
        realtime: { port: 8081, health, sticky: true },
        webhooks: { port: 8082, health },
        telephony: { port: 8085, health },
      },
    })
    imageFacts(of, services)
    githubFacts(of, [
      'repo:your-org/your-repo:ref:refs/heads/main',
      'repo:your-org/your-repo:ref:refs/tags/v*',
      'repo:your-org/your-repo:environment:prod',
    ])
    // Section 7.
    parameterFacts(of, {
      '/sipai-prod/DB_URL': 'SecureString',
      '/sipai-prod/REDIS_URL': 'SecureString',
      '/sipai-prod/REALTIME_API_KEY': 'SecureString',
      '/sipai-prod/REALTIME_WS_SECRET': 'SecureString',
      '/sipai-prod/JAMBONZ_OUTCALL_URL': 'String',
    })
    secretFacts(of, {
      'jambonz-token': /^Bearer X+$/,
      'jambonz-webhook-secret': /^hmac-1$/,
      'webhook-secret': /./,
    })
    // Section 9.
    logFacts(of, 30, services)
    alarmFacts(of, [
      ...forEach(services, 'AWS/ECS CPUUtilization Average > 80 2×300s'),
      ...forEach(services, 'AWS/ECS MemoryUtilization Average > 80 2×300s'),
      ...forEach(services, 'AWS/ApplicationELB UnHealthyHostCount Maximum > 0 3×60s'),
      'AWS/ApplicationELB HTTPCode_Target_5XX_Count Sum > 0 1×300s',
      'AWS/ApplicationELB HTTPCode_ELB_5XX_Count Sum > 0 1×300s',
    ])
  },
  released(of) {
    serviceFacts(of, {
      api: {
        ...common,
        port: 8080,
        environment: {
          ...base,
          API_BASE_URL: 'https://prod.example.com/v1',
          REALTIME_WS_URL: 'wss://prod.example.com/realtime/voice',
          WEBHOOK_BASE_URL: 'https://prod.example.com/webhooks',
          TELEPHONY_WEBHOOK_BASE_URL: 'https://prod.example.com/telephony',
          MAX_CONCURRENT_CALLS: '200',
        },
        secrets: ['DB_URL', 'REDIS_URL', 'JAMBONZ_OUTCALL_URL', 'JAMBONZ_TOKEN'],
      },
      realtime: {
        ...{ ...common, port: 8081, environment: base },
        secrets: ['REDIS_URL', 'REALTIME_API_KEY', 'REALTIME_WS_SECRET'],
      },
      webhooks: {
        ...{ ...common, port: 8082, environment: base, cpu: '256', memory: '512' },
        secrets: ['REDIS_URL', 'WEBHOOK_SECRET'],
      },
      telephony: {
        ...{ ...common, port: 8085 },
        environment: {
          ...base,
          TELEPHONY_GLOBAL_MAX_CONCURRENCY: '10000',
          TELEPHONY_PER_CAMPAIGN_MAX_CONCURRENCY: '100',
          TELEPHONY_SEMAPHORE_TTL_SEC: '600',
        },
        secrets: ['REDIS_URL', 'TELEPHONY_SHARED_SECRET', 'JAMBONZ_WEBHOOK_SECRET'],
      },
    })
    scalingFacts(
      of,
      services.map(service => `${service} 2-8 CPU 70 (60 s, 300 s) memory 80 (60 s, 300 s)`),
    )
  },
  // GitHub's identity provider is one for the whole account.
  leaves: { 'iam OpenIDConnectProviderList': 1 },
})
