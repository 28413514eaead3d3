import { closedGroup, lostSecret, stoppedDatabase } from './faults.ts'
import { describeLife } from './life.ts'
import { templateValues } from './values.ts'

describeLife({
  template: 'web-app',
  region: 'us-east-1',
  environment: 'production',
  services: ['app'],
  values: templateValues['web-app'],
  breaks: 'app',
  // GitHub's identity provider is one for the whole account, and the snapshot is what was in the database.
  leaves: ['iam.oidcProviders: 1', 'rds.snapshots: 1', 'rds.tags snapshot main'],
  faults: [
    stoppedDatabase('web-app-production-main'),
    closedGroup('web-app-production', 'databases', /database/i),
    lostSecret('web-app-production/app'),
  ],
})
