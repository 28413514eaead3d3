import { awsError } from '../../aws-error.ts'
import { checkLifecyclePolicy } from './lifecycle-policy.ts'
import { findRepository } from './lookup.ts'
import { type EcrOperations, repositories } from './tables.ts'

export const policyOperations = {
  PutLifecyclePolicy({ repositoryName, lifecyclePolicyText }, call) {
    findRepository(call, repositoryName)
    checkLifecyclePolicy(lifecyclePolicyText)
    call.table(repositories).update(repositoryName, draft => {
      draft.lifecyclePolicy = lifecyclePolicyText
      draft.lifecycleEvaluatedAt = call.date
    })
    return { registryId: call.account, repositoryName, lifecyclePolicyText }
  },

  GetLifecyclePolicy({ repositoryName }, call) {
    const { lifecyclePolicy, lifecycleEvaluatedAt } = findRepository(call, repositoryName)
    if (lifecyclePolicy === undefined) throw noLifecyclePolicy(repositoryName, call.account)
    return {
      registryId: call.account,
      repositoryName,
      lifecyclePolicyText: lifecyclePolicy,
      lastEvaluatedAt: lifecycleEvaluatedAt,
    }
  },

  DeleteLifecyclePolicy({ repositoryName }, call) {
    const { lifecyclePolicy } = findRepository(call, repositoryName)
    if (lifecyclePolicy === undefined) throw noLifecyclePolicy(repositoryName, call.account)
    call.table(repositories).update(repositoryName, draft => {
      delete draft.lifecyclePolicy
    })
    return { registryId: call.account, repositoryName, lifecyclePolicyText: lifecyclePolicy }
  },

  SetRepositoryPolicy({ repositoryName, policyText }, call) {
    findRepository(call, repositoryName)
    call.table(repositories).update(repositoryName, draft => {
      draft.policy = policyText
    })
    return { registryId: call.account, repositoryName, policyText }
  },

  GetRepositoryPolicy({ repositoryName }, call) {
    const { policy } = findRepository(call, repositoryName)
    if (policy === undefined) {
      throw awsError(
        'RepositoryPolicyNotFoundException',
        `Repository policy does not exist for the repository with name '${repositoryName}' in the registry with id '${call.account}'`,
      )
    }
    return { registryId: call.account, repositoryName, policyText: policy }
  },
} satisfies EcrOperations

function noLifecyclePolicy(name: string, account: string) {
  return awsError(
    'LifecyclePolicyNotFoundException',
    `Lifecycle policy does not exist for the repository with name '${name}' in the registry with id '${account}'`,
  )
}
