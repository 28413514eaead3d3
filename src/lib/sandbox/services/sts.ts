import { awsError } from '../aws-error.ts'
import { type Call, defineService } from '../service.ts'
import { sessions } from '../sessions.ts'

/** The caller's identity, and temporary credentials for a role. */
export const sts = defineService({
  id: 'sts',
  load: () => import('@aws-sdk/client-sts'),
  unsigned: ['AssumeRoleWithWebIdentity'],
  operations: {
    GetCallerIdentity(_input, call) {
      return { Account: call.account, Arn: call.principal.arn, UserId: call.principal.userId }
    },

    AssumeRole(input, call) {
      return assume(input.RoleArn, input.RoleSessionName, input.DurationSeconds, call)
    },

    AssumeRoleWithWebIdentity(input, call) {
      return assume(input.RoleArn, input.RoleSessionName, input.DurationSeconds, call)
    },
  },
})

function assume(roleArn: string, sessionName: string, durationSeconds = 3600, call: Call) {
  const [, account, path] = roleArn.match(/^arn:aws:iam::(\d{12}):role\/(.+)$/) ?? []
  if (account === undefined || path === undefined) {
    throw awsError('ValidationError', `${roleArn} is invalid`)
  }
  const arn = `arn:aws:sts::${account}:assumed-role/${path.split('/').at(-1)}/${sessionName}`
  const accessKeyId = call.id('ASIA', 16).toUpperCase()
  const userId = `${call.id('AROA', 17).toUpperCase()}:${sessionName}`
  const expiresAt = call.now + durationSeconds * 1000
  call.table(sessions).put(accessKeyId, { account, arn, userId, expiresAt })
  return {
    Credentials: {
      AccessKeyId: accessKeyId,
      SecretAccessKey: call.id('', 40),
      SessionToken: call.id('', 64),
      Expiration: new Date(expiresAt),
    },
    AssumedRoleUser: { Arn: arn, AssumedRoleId: userId },
  }
}
