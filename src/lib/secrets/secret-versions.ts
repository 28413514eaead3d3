import { randomUUID } from 'node:crypto'
import { awsReason, type Ports, unlessMissing } from '../aws/index.ts'
import { DeployctlError } from '../errors/index.ts'

/** The current version of a Secrets Manager secret; all undefined while it has none. */
export interface CurrentVersion {
  readonly id?: string | undefined
  readonly text?: string | undefined
  readonly createdAt?: Date | undefined
}

/** Holds a version that is not current yet. */
const pendingStage = 'deployctl-pending'
const current = 'AWSCURRENT'
const attempts = 5

export async function readCurrent(SecretId: string, { secretsManager }: Ports): Promise<CurrentVersion> {
  const found = await unlessMissing(secretsManager.getSecretValue({ SecretId, VersionStage: current }))
  return { id: found?.VersionId, text: found?.SecretString, createdAt: found?.CreatedDate }
}

/**
 * Replaces a secret's value by what `next` makes of it, and loses nothing that anybody else writes meanwhile:
 * the new version is stored beside the current one, and made current only if that is still the one it was made
 * from. Moving the label is the one conditional write that Secrets Manager has.
 * @param next gives the new value; the same one again means that there is nothing to write
 * @returns the id of the version that is current now, and whether this call wrote it
 * @throws DeployctlError `secrets.contended`
 */
export async function replaceCurrent(
  SecretId: string,
  next: (text: string | undefined) => string,
  ports: Ports,
): Promise<{ version: string; written: boolean }> {
  const mine = new Set<string>()
  for (let attempt = 0; attempt < attempts; attempt++) {
    const base = await readCurrent(SecretId, ports)
    // The label was moved, but the answer was lost, and the repeated call refused.
    if (base.id && mine.has(base.id)) return { version: base.id, written: true }
    const text = next(base.text)
    if (base.id && text === base.text) return { version: base.id, written: false }
    const version = await storePending(SecretId, text, ports)
    mine.add(version.id)
    if (version.isCurrent || (await makeCurrent(SecretId, version.id, base.id, ports)))
      return { version: version.id, written: true }
  }
  throw new DeployctlError('secrets.contended', {
    message: `${SecretId} changed ${attempts} times while it was written.`,
  })
}

async function storePending(SecretId: string, SecretString: string, { secretsManager }: Ports) {
  // The token becomes the version's id, so it must tell nothing of the value.
  const ClientRequestToken = randomUUID()
  const VersionStages = [pendingStage]
  const input = { SecretId, SecretString, ClientRequestToken, VersionStages }
  const { VersionStages: stages } = await secretsManager.putSecretValue(input)
  // The first version of a secret becomes current at once.
  return { id: ClientRequestToken, isCurrent: stages?.includes(current) ?? false }
}

/** Whether the label went from `base` to `version`; not where somebody else was quicker. */
async function makeCurrent(
  SecretId: string,
  version: string,
  base: string | undefined,
  { secretsManager }: Ports,
): Promise<boolean> {
  const input = { SecretId, VersionStage: current, MoveToVersionId: version, RemoveFromVersionId: base }
  return secretsManager.updateSecretVersionStage(input).then(
    () => true,
    error => {
      if (awsReason(error) === 'invalid') return false
      throw error
    },
  )
}
