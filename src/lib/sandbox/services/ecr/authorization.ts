import type { Call } from '../../service.ts'

/** For whom a registry's password was given out. */
export interface RegistryUser {
  readonly account: string
  readonly region: string
  /** Virtual ms since the epoch. */
  readonly expiresAt: number
}

const passwordLifetime = 12 * 60 * 60_000

/** A password for the user `AWS`; like ECR's, it says itself for whom it is and how long. */
export function givePassword({ account, region, now }: Call): { password: string; expiresAt: Date } {
  const user: RegistryUser = { account, region, expiresAt: now + passwordLifetime }
  const password = Buffer.from(JSON.stringify(user)).toString('base64url')
  return { password, expiresAt: new Date(user.expiresAt) }
}

/** Reads an `Authorization` header; undefined where it is not of a user of this registry. */
export function readAuthorization(header: string): RegistryUser | undefined {
  const [, login = ''] = /^Basic +(\S+)$/i.exec(header) ?? []
  const [, password = ''] = /^AWS:(.+)$/.exec(Buffer.from(login, 'base64').toString('utf8')) ?? []
  try {
    const user = JSON.parse(Buffer.from(password, 'base64url').toString('utf8')) as Partial<RegistryUser>
    const { account, region, expiresAt } = user
    return account && region && expiresAt ? { account, region, expiresAt } : undefined
  } catch {
    return undefined
  }
}
