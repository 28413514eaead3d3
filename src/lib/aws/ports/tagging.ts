import { definePort } from '../port.ts'

/** Resource Groups Tagging: everything that carries a tag. */
export const tagging = definePort({
  service: 'tag',
  load: () => import('@aws-sdk/client-resource-groups-tagging-api'),
  client: 'ResourceGroupsTaggingAPIClient',
  operations: ['GetResources'],
})
