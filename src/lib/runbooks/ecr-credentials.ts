import type { Ports } from '../aws/index.ts'
import { DeployctlError } from '../errors/index.ts'
import type { Credentials } from '../images/index.ts'

/** Logs in to the account's own registry, once and only when a registry asks for it; the token stays in memory. */
export function ecrCredentials(ecr: Ports['ecr']): Credentials {
  let asked: ReturnType<Credentials> | undefined
  return () => {
    asked ??= authorize(ecr)
    return asked
  }
}

async function authorize(ecr: Ports['ecr']): ReturnType<Credentials> {
  const { authorizationData } = await ecr.getAuthorizationToken({})
  const { authorizationToken, proxyEndpoint } = authorizationData?.[0] ?? {}
  if (!authorizationToken || !proxyEndpoint) {
    throw new DeployctlError('images.registry-denied', { message: 'ECR gave no authorization token.' })
  }
  const [username = '', ...password] = Buffer.from(authorizationToken, 'base64').toString('utf8').split(':')
  return { registry: new URL(proxyEndpoint).host, username, password: password.join(':') }
}
