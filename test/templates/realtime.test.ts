import { closedGroup, lostParameter, lostSecret } from './faults.ts'
import { describeLife } from './life.ts'
import { hostedZone } from './scene.ts'

describeLife({
  template: 'realtime',
  region: 'us-east-1',
  environment: 'prod',
  services: ['api', 'realtime', 'webhooks', 'telephony'],
  prepare: hostedZone,
  values: {
    '/sipai-prod/DB_URL': 'postgresql://u:p@db:5432/sipai',
    '/sipai-prod/REDIS_URL': 'redis://cache:6379',
    '/sipai-prod/JAMBONZ_OUTCALL_URL': 'https://jambonz.example/v1/Accounts/AC1/Calls',
    'jambonz-token': 'Bearer 1',
    'jambonz-webhook-secret': 'hmac-1',
  },
  breaks: 'webhooks',
  // GitHub's identity provider is one for the whole account.
  leaves: ['iam.oidcProviders: 1'],
  faults: [
    lostParameter('/sipai-prod/REDIS_URL'),
    lostSecret('sipai-prod/jambonz-token'),
    closedGroup('sipai-prod', 'tasks', /load balancer|tasks/),
  ],
})
