import { DeployctlError } from '../../errors/index.ts'
import type { Context } from '../context.ts'

/**
 * Whether these credentials belong to the account that the manifest names.
 * @throws DeployctlError `aws.wrong-account`
 */
export async function checkAccount({ ports, scope, signal }: Context): Promise<void> {
  const { Account, Arn } = await ports.sts.getCallerIdentity({}, { signal })
  if (Account === scope.account) return
  throw new DeployctlError('aws.wrong-account', {
    message: `The manifest names account ${scope.account}, and these credentials belong to ${Account} (${Arn}).`,
    data: { expected: scope.account, actual: Account, caller: Arn },
  })
}
