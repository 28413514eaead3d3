import { type IamOperations, policies, roles } from './tables.ts'

/** What a new account may have. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const quotas = {
  RolesQuota: 1000,
  PoliciesQuota: 1500,
  InstanceProfilesQuota: 1000,
  ServerCertificatesQuota: 20,
}

export const summaryOperations = {
  /** The fault plan's section may say of `RolesQuota` what was granted instead. */
  GetAccountSummary(_input, call) {
    const granted = call.faults.RolesQuota
    const counted = { Roles: call.table(roles).keys().length, Policies: call.table(policies).keys().length }
    return {
      SummaryMap: { ...quotas, ...counted, ...(typeof granted === 'number' ? { RolesQuota: granted } : {}) },
    }
  },
} satisfies IamOperations
