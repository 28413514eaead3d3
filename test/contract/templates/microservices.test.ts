import { templateValues } from '../../templates/values.ts'
import { alarmFacts, forEach } from '../facts/alarms.ts'
import { bucketFacts } from '../facts/buckets.ts'
import { cacheFacts, cacheLacks } from '../facts/cache.ts'
import { cdnFacts, cdnLacks } from '../facts/cdn.ts'
import { clusterFacts } from '../facts/cluster.ts'
import { databaseFacts, proxyFacts } from '../facts/database.ts'
import { frontFacts } from '../facts/front.ts'
import { imageFacts } from '../facts/images.ts'
import { layoutFacts, openingFacts } from '../facts/layout.ts'
import { logFacts } from '../facts/logs.ts'
import { type Running, scalingFacts, serviceFacts } from '../facts/services.ts'
import { rolloutLack, taskLack } from '../facts/tasks.ts'
import { secretFacts } from '../facts/values.ts'
import { describeTemplate } from './template.ts'

/** "Architecture Overview": eight services, each on its port. */
const ports = {
  ...{ 'api-gateway': 8080, system: 3001, storage: 3002, user: 3003 },
  ...{ 'ai-config': 3004, 'ai-content': 3005, 'ai-analytics': 3006, music: 3007 },
}
const services = Object.keys(ports)

/** "All Services", of the table of environment variables. */
const everywhere = [
  'DATABASE_URL',
  'REDIS_URL',
  'JWT_SECRET',
  'INTERNAL_SERVICE_SECRET',
  'ENTRY_ENCRYPTION_KEY',
]

/** "Production Environment": 0.5 vCPU and 1 GB each; the cluster's strategy: FARGATE 1 from a base of 1, Spot 4. */
const common: Running = {
  ...{ cpu: '512', memory: '1024', count: 2, subnets: 'private' },
  capacity: ['FARGATE 1 base 1', 'FARGATE_SPOT 4'],
}

function running(service: keyof typeof ports, more: readonly string[], environment: object = {}): Running {
  const port = ports[service]
  return {
    ...common,
    port,
    environment: { NODE_ENV: 'production', PORT: String(port), DATABASE_POOL_MAX: '50', ...environment },
    secrets: [...everywhere, ...more],
  }
}

const bytes32 = /^[A-Za-z0-9+/]{43}=$/

describeTemplate({
  template: 'microservices',
  project: 'aiponge',
  environment: 'production',
  region: 'us-east-1',
  services,
  values: templateValues.microservices,
  lacks: [
    {
      ...cdnLacks[0]!,
      without: [
        ['buckets', 'media', 'cdn'],
        ['services', 'storage', 'env', 'CDN_DOMAIN'],
      ],
    },
    ...cdnLacks.slice(1),
    ...cacheLacks(['serviceDefaults', 'secrets', 'REDIS_URL']),
    taskLack,
    rolloutLack,
  ],
  facts(of, name) {
    // "1. VPC and Networking".
    layoutFacts(of, {
      cidr: '10.0.0.0/16',
      subnets: [
        'public-a 10.0.1.0/24 us-east-1a',
        'public-b 10.0.2.0/24 us-east-1b',
        'private-a 10.0.10.0/24 us-east-1a',
        'private-b 10.0.11.0/24 us-east-1b',
      ],
      nat: 'single',
    })
    // "2. Security Groups"; besides: port 80 only moves to 443, and the cache, which the runbook puts behind the
    // database's group on a port that this does not open.
    const among = services.map(service => `tcp ${ports[service as keyof typeof ports]}`)
    openingFacts(of, {
      'load-balancer': ['tcp 80-80 0.0.0.0/0', 'tcp 443-443 0.0.0.0/0'],
      tasks: ['tcp 8080-8080 load-balancer', ...among.map(line => `${line}-${line.slice(4)} tasks`)],
      // The proxy stands in the same group as the database that it speaks to.
      databases: ['tcp 5432-5432 tasks', 'tcp 5432-5432 databases'],
      ...(name === 'sandbox' && { caches: ['tcp 6379-6379 tasks'] }),
    })
    // "3. RDS PostgreSQL".
    databaseFacts(of, { DBInstanceClass: 'db.t3.medium', AllocatedStorage: 100, MultiAZ: true })
    proxyFacts(of)
    // "5. S3 Storage".
    bucketFacts(of, {
      media: {
        cors: [
          {
            AllowedHeaders: ['*'],
            AllowedMethods: ['GET', 'PUT', 'POST', 'DELETE', 'HEAD'],
            AllowedOrigins: ['https://your-app.replit.app', 'https://aiponge.com', 'exp://*'],
            ExposeHeaders: ['ETag'],
            MaxAgeSeconds: 3000,
          },
        ],
        readable: 'public/*',
      },
    })
    if (name === 'sandbox') {
      // "4. ElastiCache Redis" and "6. CloudFront CDN".
      cacheFacts(of, 'cache.t3.medium')
      cdnFacts(of, 'public, max-age=31536000, immutable')
    }
    // "7. ECS Cluster".
    clusterFacts(of, 'enabled')
    imageFacts(of, services)
    // "8. Application Load Balancer"; sticky sessions for WebSocket.
    frontFacts(of, {
      domain: 'api.example.com',
      routes: ['/* → api-gateway'],
      services: {
        'api-gateway': {
          ...{ port: 8080, sticky: true },
          health: { HealthCheckPath: '/health', HealthCheckIntervalSeconds: 30, HealthyThresholdCount: 2 },
        },
      },
    })
    // "Critical Security Secrets".
    secretFacts(of, {
      security: {
        ENTRY_ENCRYPTION_KEY: bytes32,
        INTERNAL_SERVICE_SECRET: bytes32,
        JWT_SECRET: /^[A-Za-z0-9+/]{86}==$/,
      },
      'api-keys': {
        OPENAI_API_KEY: /^openai-1$/,
        ANTHROPIC_API_KEY: /^anthropic-1$/,
        MUSICAPI_API_KEY: /^musicapi-1$/,
        ELEVENLABS_API_KEY: /^elevenlabs-1$/,
        REVENUECAT_API_KEY: /^revenuecat-1$/,
        SENDGRID_API_KEY: /^sendgrid-1$/,
      },
    })
    // "Each service logs to its own log group". The runbook names no retention.
    logFacts(of, 30, [...services, ...(name === 'sandbox' ? ['databases/schemas'] : [])])
    // "CloudWatch Alarms".
    alarmFacts(of, [
      ...forEach(services, 'AWS/ECS CPUUtilization Average > 80 2×300s'),
      ...forEach(services, 'AWS/ECS MemoryUtilization Average > 85 2×300s'),
      'AWS/ApplicationELB HTTPCode_Target_5XX_Count Sum > 10 1×60s',
      'AWS/ApplicationELB HTTPCode_ELB_5XX_Count Sum > 10 1×60s',
      'AWS/ApplicationELB TargetResponseTime p95 > 1 2×300s',
      // 80 % of what PostgreSQL allows itself on a db.t3.medium.
      'AWS/RDS DatabaseConnections Average > 328 2×300s (main)',
    ])
  },
  released(of) {
    serviceFacts(of, {
      'api-gateway': running('api-gateway', []),
      system: running('system', ['SYSTEM_DATABASE_URL']),
      storage: running('storage', ['STORAGE_DATABASE_URL'], { STORAGE_PROVIDER: 's3' }),
      user: running('user', ['USER_DATABASE_URL', 'REVENUECAT_API_KEY', 'SENDGRID_API_KEY']),
      'ai-config': running('ai-config', ['AI_CONFIG_DATABASE_URL', 'OPENAI_API_KEY', 'ANTHROPIC_API_KEY']),
      'ai-content': running('ai-content', ['AI_CONTENT_DATABASE_URL']),
      'ai-analytics': running('ai-analytics', ['AI_ANALYTICS_DATABASE_URL']),
      music: running('music', ['MUSIC_DATABASE_URL', 'MUSICAPI_API_KEY', 'ELEVENLABS_API_KEY']),
    })
    // "ECS Auto Scaling".
    scalingFacts(
      of,
      services.map(service => `${service} 2-10 CPU 70 (60 s, 300 s) memory 80 (60 s, 300 s)`),
    )
  },
  // What was in the database.
  leaves: { 'rds DBSnapshots': 1 },
})
