import { randomBytes } from 'node:crypto'
import { unlessMissing } from '../../aws/index.ts'
import { ensureSecret } from '../connection-secret.ts'
import { idIn } from '../names.ts'
import { defineResource } from '../resource.ts'
import { deleteSecret } from '../secret.ts'
import { onDemandPrefix, onDemandSecretName } from './on-demand-names.ts'

export interface OnDemandTokenState {
  readonly arn: string
  readonly name: string
}

const recoveryDays = 7
const id = `${onDemandPrefix}token`

/** The secret token of `/shutdown`; generated here, and known to nobody until they look it up. */
export const onDemandToken = defineResource<object, OnDemandTokenState>({
  kind: 'on-demand-token',
  stage: 'bootstrap',
  deps: {},

  desired: ({ onDemand }): Record<string, object> => (onDemand ? { [id]: {} } : {}),

  async inspect(scope, { secretsManager }): Promise<Record<string, OnDemandTokenState>> {
    const name = onDemandSecretName(scope)
    const found = await unlessMissing(secretsManager.describeSecret({ SecretId: name }))
    const isOurs = idIn(found?.Tags, scope) === id && found?.DeletedDate === undefined
    return isOurs ? { [id]: { arn: found!.ARN!, name } } : {}
  },

  diff: () => [],

  async ensure(_want, have, _deps, run) {
    if (have) return have
    const name = onDemandSecretName(run.scope)
    return { arn: await ensureSecret(name, randomBytes(32).toString('base64url'), run), name }
  },

  async remove({ name }, { ports }) {
    await deleteSecret(name, recoveryDays, ports)
  },

  identify: ({ name }) => name,
})
