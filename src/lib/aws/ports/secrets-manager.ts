import { definePort } from '../port.ts'

/** Secrets Manager: secrets and their versions. */
export const secretsManager = definePort({
  service: 'secretsmanager',
  load: () => import('@aws-sdk/client-secrets-manager'),
  client: 'SecretsManagerClient',
  operations: [
    'CreateSecret',
    'DeleteSecret',
    'DescribeSecret',
    'GetSecretValue',
    'ListSecrets',
    'ListSecretVersionIds',
    'PutSecretValue',
    'RestoreSecret',
    'TagResource',
    'UntagResource',
    'UpdateSecret',
    'UpdateSecretVersionStage',
  ],
  limits: { PutSecretValue: { burst: 50, perSecond: 50 }, CreateSecret: { burst: 50, perSecond: 50 } },
})
