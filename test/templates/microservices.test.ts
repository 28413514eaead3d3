import { closedGroup, lostSecret } from './faults.ts'
import { describeLife } from './life.ts'
import { hostedZone } from './scene.ts'

describeLife({
  template: 'microservices',
  region: 'us-east-1',
  environment: 'production',
  services: ['api-gateway', 'system', 'storage', 'user', 'ai-config', 'ai-content', 'ai-analytics', 'music'],
  prepare: hostedZone,
  values: {
    'api-keys.OPENAI_API_KEY': 'openai-1',
    'api-keys.ANTHROPIC_API_KEY': 'anthropic-1',
    'api-keys.MUSICAPI_API_KEY': 'musicapi-1',
    'api-keys.ELEVENLABS_API_KEY': 'elevenlabs-1',
    'api-keys.REVENUECAT_API_KEY': 'revenuecat-1',
    'api-keys.SENDGRID_API_KEY': 'sendgrid-1',
  },
  breaks: 'music',
  // What was in the database.
  leaves: ['rds.snapshots: 1', 'rds.tags snapshot main'],
  behaviour: 'crash:1',
  faults: [
    closedGroup('aiponge-production', 'databases', /database/i),
    closedGroup('aiponge-production', 'caches', /cache/i),
    lostSecret('aiponge-production/api-keys'),
  ],
})
