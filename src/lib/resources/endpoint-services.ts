import { outputsIn } from '../manifest/outputs.ts'
import type { Manifest } from '../manifest/schema/manifest.ts'
import { parseReference } from './secret-reference.ts'

/** Services that a private network reaches through its route tables, which costs nothing. */
export function gatewayServices({ tables }: Manifest): string[] {
  // ECR keeps the layers of images in S3.
  return ['s3', ...(Object.keys(tables).length > 0 ? ['dynamodb'] : [])]
}

/** Services that it reaches through interfaces of its own, which are paid for by the hour: no more than are needed. */
export function interfaceServices(manifest: Manifest): string[] {
  return ['ecr.api', 'ecr.dkr', 'logs', ...secretServices(manifest), ...userPoolServices(manifest)]
}

/** Fargate's agent reads the secrets of a task through the task's own network. */
function secretServices({ services, functions }: Manifest): string[] {
  const references = Object.values(services).flatMap(({ secrets }) => Object.values(secrets))
  const sources = references.map(reference => parseReference(reference).from)
  // A function reads its secrets by itself, from where it is.
  const read = Object.values(functions).flatMap(({ network, access }) => (network ? Object.keys(access) : []))
  const isRead = read.some(target => /^(secrets|databases|caches)\./.test(target))
  return [
    ...(isRead || sources.some(from => from !== 'parameter') ? ['secretsmanager'] : []),
    ...(sources.includes('parameter') ? ['ssm'] : []),
  ]
}

/** Tokens are checked with keys that lie behind their issuer's address, and users are looked up there. */
function userPoolServices({ services, functions }: Manifest): string[] {
  const inside = Object.values(functions).filter(({ network }) => network)
  const isUsed = [...Object.values(services), ...inside].some(
    ({ access, env }) =>
      Object.keys(access).some(target => target.startsWith('userPools.')) ||
      Object.values(env).some(text => outputsIn(text).some(({ section }) => section === 'userPools')),
  )
  return isUsed ? ['cognito-idp'] : []
}
