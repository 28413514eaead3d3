import { closedGroup, lostParameter, lostSecret } from './faults.ts'
import { describeLife } from './life.ts'
import { hostedZone } from './scene.ts'
import { templateValues } from './values.ts'

describeLife({
  template: 'realtime',
  region: 'us-east-1',
  environment: 'prod',
  services: ['api', 'realtime', 'webhooks', 'telephony'],
  prepare: hostedZone,
  values: templateValues.realtime,
  breaks: 'webhooks',
  // GitHub's identity provider is one for the whole account.
  leaves: ['iam.oidcProviders: 1'],
  faults: [
    lostParameter('/sipai-prod/REDIS_URL'),
    lostSecret('sipai-prod/jambonz-token'),
    closedGroup('sipai-prod', 'tasks', /load balancer|tasks/),
  ],
})
