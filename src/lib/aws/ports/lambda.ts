import { definePort } from '../port.ts'

/** Requests to Lambda's control plane; AWS counts all of them but GetFunction together (Lambda quotas). */
const control = { burst: 15, perSecond: 15 }

/** Lambda: functions, their versions and aliases, and who may call them. */
export const lambda = definePort({
  service: 'lambda',
  load: () => import('@aws-sdk/client-lambda'),
  client: 'LambdaClient',
  operations: [
    'AddPermission',
    'CreateAlias',
    'CreateFunction',
    'DeleteAlias',
    'DeleteFunction',
    'DeleteFunctionConcurrency',
    'GetAlias',
    'GetFunction',
    'GetFunctionConfiguration',
    'GetPolicy',
    'Invoke',
    'ListFunctions',
    'ListVersionsByFunction',
    'PublishVersion',
    'PutFunctionConcurrency',
    'RemovePermission',
    'UpdateAlias',
    'UpdateFunctionCode',
    'UpdateFunctionConfiguration',
  ],
  limits: {
    GetAlias: control,
    GetPolicy: control,
    ListFunctions: control,
    ListVersionsByFunction: control,
  },
})
