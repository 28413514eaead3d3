import { randomBytes } from 'node:crypto'
import { unlessExists, unlessMissing } from '../../aws/index.ts'
import { refuseForeign } from '../foreign.ts'
import { idIn, tagList } from '../names.ts'
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

  async ensure(_want, have, _deps, { scope, ports: { secretsManager } }) {
    if (have) return have
    const Name = onDemandSecretName(scope)
    const standing = await unlessMissing(secretsManager.describeSecret({ SecretId: Name }))
    if (standing) {
      refuseForeign(standing.Tags, scope, `Secret ${Name}`)
      if (standing.DeletedDate) await secretsManager.restoreSecret({ SecretId: Name })
      return { arn: standing.ARN!, name: Name }
    }
    const SecretString = randomBytes(32).toString('base64url')
    const made = await unlessExists(
      secretsManager.createSecret({ Name, SecretString, Tags: tagList(scope, id) }),
    )
    return { arn: made?.ARN ?? (await secretsManager.describeSecret({ SecretId: Name })).ARN!, name: Name }
  },

  async remove({ name }, { ports }) {
    await deleteSecret(name, recoveryDays, ports)
  },

  identify: ({ name }) => name,
})
