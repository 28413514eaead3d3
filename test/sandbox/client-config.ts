import type { Sandbox } from '../../src/lib/sandbox/index.ts'

/** What every SDK client under test is made with: one attempt, so that each fault and throttle is seen. */
export function clientConfig(
  { endpoint }: Pick<Sandbox, 'endpoint'>,
  { accessKeyId = 'AKIATEST', region = 'eu-west-1' } = {},
) {
  const credentials = { accessKeyId, secretAccessKey: 'not-verified' }
  return { endpoint, region, credentials, maxAttempts: 1 }
}
