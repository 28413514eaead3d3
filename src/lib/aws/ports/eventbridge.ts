import { definePort } from '../port.ts'

/** EventBridge: rules about what happens in AWS. */
export const eventbridge = definePort({
  service: 'events',
  load: () => import('@aws-sdk/client-eventbridge'),
  client: 'EventBridgeClient',
  operations: [
    'DeleteRule',
    'ListRules',
    'ListTagsForResource',
    'ListTargetsByRule',
    'PutRule',
    'PutTargets',
    'RemoveTargets',
  ],
})
