import { type Ports, pages } from '../aws/index.ts'
import { idIn, type Scope } from './names.ts'

/** What AWS's own index of tags lists, as ARNs. It lags behind deletions, and knows nothing of IAM. */
export interface Tagged {
  readonly ours: ReadonlySet<string>
  readonly others: ReadonlySet<string>
}

export async function readTagged(scope: Scope, ports: Ports): Promise<Tagged> {
  const all = await pages(
    ports.tagging.getResources,
    { ResourcesPerPage: 100 },
    page => page.ResourceTagMappingList,
  )
  const ours = all.filter(({ Tags }) => idIn(Tags, scope) !== undefined)
  const others = all.filter(({ Tags }) => idIn(Tags, scope) === undefined)
  return { ours: arns(ours), others: arns(others) }
}

function arns(mappings: readonly { ResourceARN?: string | undefined }[]): ReadonlySet<string> {
  return new Set(mappings.map(({ ResourceARN }) => ResourceARN!))
}
