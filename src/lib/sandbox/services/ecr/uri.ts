import type { Call } from '../../service.ts'

/** Where a repository is pushed to and pulled from: `127.0.0.1:PORT/NAME`, the sandbox's own registry. */
export function repositoryUri(call: Call, name: string): string {
  return `${new URL(call.endpoint).host}/${name}`
}
