import { definePort } from '../port.ts'

/** ECR: repositories and what they hold. */
export const ecr = definePort({
  service: 'ecr',
  load: () => import('@aws-sdk/client-ecr'),
  client: 'ECRClient',
  operations: [
    'BatchDeleteImage',
    'CreateRepository',
    'DeleteLifecyclePolicy',
    'DeleteRepository',
    'DescribeImages',
    'DescribeRepositories',
    'GetAuthorizationToken',
    'GetLifecyclePolicy',
    'GetRepositoryPolicy',
    'ListTagsForResource',
    'PutImageScanningConfiguration',
    'PutImageTagMutability',
    'PutLifecyclePolicy',
    'SetRepositoryPolicy',
    'TagResource',
    'BatchGetImage',
    'PutImage',
    'ListImages',
  ],
})
