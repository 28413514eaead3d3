import { definePort } from '../port.ts'

/** Cognito: user pools and their clients; never the users in them. */
export const cognito = definePort({
  service: 'cognito-idp',
  load: () => import('@aws-sdk/client-cognito-identity-provider'),
  client: 'CognitoIdentityProviderClient',
  operations: [
    'CreateUserPool',
    'CreateUserPoolClient',
    'DeleteUserPool',
    'DeleteUserPoolClient',
    'DescribeUserPool',
    'DescribeUserPoolClient',
    'GetUserPoolMfaConfig',
    'ListUserPoolClients',
    'ListUserPools',
    'SetUserPoolMfaConfig',
    'UpdateUserPool',
    'UpdateUserPoolClient',
  ],
  // Names are not unique, and nothing else tells a repeated call from a second one.
  unrepeatable: ['CreateUserPool', 'CreateUserPoolClient'],
})
