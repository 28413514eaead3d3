import { lostAlias, lostSecret, lostTable } from './faults.ts'
import { describeLife } from './life.ts'

describeLife({
  template: 'serverless-worker',
  region: 'us-east-1',
  environment: 'dev',
  services: ['worker'],
  values: { 'yoto-client-id': 'client-1' },
  breaks: 'worker',
  behaviour: 'crash:1',
  faults: [lostAlias('yoto-dev-api'), lostSecret('yoto-dev/yoto-client-id'), lostTable('yoto-dev-main')],
})
