import { closedGroup, lostSecret, stoppedDatabase } from './faults.ts'
import { describeLife } from './life.ts'

describeLife({
  template: 'web-app',
  region: 'us-east-1',
  environment: 'production',
  services: ['app'],
  values: { 'app.OPENAI_API_KEY': 'openai-1' },
  breaks: 'app',
  leaves: ['iam.oidcProviders: 1'],
  faults: [
    stoppedDatabase('web-app-production-main'),
    closedGroup('web-app-production', 'databases', /database/i),
    lostSecret('web-app-production/app'),
  ],
})
