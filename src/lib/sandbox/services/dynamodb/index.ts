import { defineService } from '../../service.ts'
import { itemOperations } from './items.ts'
import { dropTable, lifecycleOperations } from './lifecycle.ts'
import { upkeepOperations } from './upkeep.ts'

/** DynamoDB: tables with their settings, and items for a small application. */
export const dynamodb = defineService({
  id: 'dynamodb',
  load: () => import('@aws-sdk/client-dynamodb'),
  operations: { ...itemOperations, ...lifecycleOperations, ...upkeepOperations },
  events: { 'dynamodb.deleted': dropTable },
})
