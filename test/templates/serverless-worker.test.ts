import { lostAlias, lostSecret, lostTable } from './faults.ts'
import { describeLife } from './life.ts'
import { templateValues } from './values.ts'

describeLife({
  template: 'serverless-worker',
  region: 'us-east-1',
  environment: 'dev',
  services: ['worker'],
  values: templateValues['serverless-worker'],
  breaks: 'worker',
  behaviour: 'crash:1',
  faults: [lostAlias('yoto-dev-api'), lostSecret('yoto-dev/yoto-client-id'), lostTable('yoto-dev-main')],
})
