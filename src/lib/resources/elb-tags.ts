import type { Ports } from '../aws/index.ts'
import { idIn, nameOf, type Scope } from './names.ts'

/** DescribeTags takes at most 20 ARNs (ELBv2 API reference). */
const batch = 20

/** Longest name of a load balancer and of a target group. */
export const elbNameLimit = 32

/** The logical ids of those ARNs that belong to this environment. */
export async function ourIds(
  arns: readonly string[],
  scope: Scope,
  { elb }: Ports,
): Promise<ReadonlyMap<string, string>> {
  const batches = Array.from({ length: Math.ceil(arns.length / batch) }, (_, index) =>
    arns.slice(index * batch, (index + 1) * batch),
  )
  const answers = await Promise.all(batches.map(ResourceArns => elb.describeTags({ ResourceArns })))
  const described = answers.flatMap(({ TagDescriptions = [] }) => TagDescriptions)
  const ids = described.map(({ ResourceArn, Tags }) => [ResourceArn!, idIn(Tags, scope)] as const)
  return new Map(ids.filter((entry): entry is [string, string] => entry[1] !== undefined))
}

/** Whether a name may be one of ours, so that nobody else's tags need reading. A long name keeps only its beginning. */
export function mayBeOurs(name: string, scope: Scope): boolean {
  const kept = elbNameLimit - '-123456'.length
  return name.startsWith(nameOf(scope, '').slice(0, kept).replace(/-+$/, ''))
}
