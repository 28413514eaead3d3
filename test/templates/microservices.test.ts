import { closedGroup, lostSecret } from './faults.ts'
import { describeLife } from './life.ts'
import { hostedZone } from './scene.ts'
import { templateValues } from './values.ts'

describeLife({
  template: 'microservices',
  region: 'us-east-1',
  environment: 'production',
  services: ['api-gateway', 'system', 'storage', 'user', 'ai-config', 'ai-content', 'ai-analytics', 'music'],
  prepare: hostedZone,
  values: templateValues.microservices,
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
