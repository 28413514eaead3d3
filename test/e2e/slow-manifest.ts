import { plainManifest } from './cli.ts'

/** One service whose tasks take so many seconds to become healthy: time to interrupt its rollout. */
export function slowManifest(seconds: number): string {
  return plainManifest
    .replace('grace: 30s', 'grace: 20m')
    .replace('{GREETING: hello}', `{GREETING: hello, SANDBOX_BEHAVIOUR: "slow-start:${seconds}"}`)
}
