import type { WireRequest } from './protocols/index.ts'

/** What a signature names. The signature itself is not verified: there is no secret to verify it with. */
export interface CredentialScope {
  readonly accessKeyId: string
  readonly region: string
  /** Signing name, such as `elasticloadbalancing`. */
  readonly service: string
}

/** Reads the credential from the Authorization header or from a presigned query. */
export function credentialScope(request: WireRequest): CredentialScope | undefined {
  const authorization = request.headers.authorization ?? ''
  const credential = authorization.match(/^AWS4-\S+ .*?Credential=([^,\s]+)/)?.[1]
  const [accessKeyId, , region, service, end] = (
    credential ??
    request.query.get('X-Amz-Credential') ??
    ''
  ).split('/')
  if (!accessKeyId || !region || !service || end !== 'aws4_request') return undefined
  return { accessKeyId, region, service }
}
