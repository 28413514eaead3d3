import type { Sandbox } from '../../src/lib/sandbox/index.ts'

type Item = Readonly<Record<string, unknown>>

/** What tells of the past, or comes and goes with tasks. */
const passing =
  /^sandbox\.|s3\.(bodies|objects)$|ec2\.network-interfaces$|elb\.(connections|hosts|targets)$|autoscaling\.activities$|logs\.(events|streams)$|route53\.changes$|sns\.messages$|cloudwatch\.metrics$|lambda\.last-versions$|sts\.sessions$|servicediscovery\.operations$|ecs\.(watch|revisionCounters|serviceRevisions|serviceDeployments|tasks)$/

/**
 * What stands in an account, whoever made it: how many of each kind, and each of ours by its `deployctl:id`. Two runs
 * that made the same things have the same inventory, whatever AWS called them.
 */
export async function inventory(sandbox: Sandbox): Promise<string[]> {
  const answer = await fetch(`${sandbox.endpoint}/_sandbox/state`)
  const tables = Object.entries((await answer.json()) as Record<string, Record<string, Item>>)
  return tables
    .filter(([name]) => !passing.test(name))
    .flatMap(([name, records]) => {
      const kind = name.split('/').at(-1)!
      const standing = Object.entries(records).filter(([, record]) => stands(record))
      const ours = standing.flatMap(([key, record]) => {
        const id = idOf(record)
        return id === undefined ? [] : [`${described(kind, key)} ${id}`]
      })
      return standing.length === 0 || isTags(kind) ? ours : [`${kind}: ${standing.length}`, ...ours]
    })
    .filter(line => !/^ecs\.tags task(-definition)? /.test(line))
    .toSorted()
}

function stands({ State, status, DeletedDate }: Item): boolean {
  return State !== 'deleted' && status !== 'INACTIVE' && DeletedDate === undefined
}

/** Some services keep tags in a table of their own, by ARN. */
function isTags(kind: string): boolean {
  return kind.endsWith('.tags')
}

function described(kind: string, key: string): string {
  return isTags(kind) ? `${kind} ${key.split(/[:/]/)[5]}` : kind
}

function idOf(record: Item): string | undefined {
  const tags = Array.isArray(record) ? record : (record.Tags ?? record.tags ?? {})
  if (!Array.isArray(tags)) return (tags as Record<string, string>)['deployctl:id']
  const tag = tags.find(one => (one.Key ?? one.key) === 'deployctl:id')
  return tag?.Value ?? tag?.value
}
