import type { FunctionConfiguration, GetFunctionCommandOutput } from '@aws-sdk/client-lambda'
import { type Ports, pages, unlessMissing } from '../aws/index.ts'
import type { Place } from './arn.ts'
import { functionName } from './function-name.ts'
import { describedContent, type FunctionSettings, settingsOf } from './function-settings.ts'
import { type Owner, type Scope, tagKeys } from './names.ts'

export interface FunctionState extends Place {
  readonly arn: string
  readonly name: string
  readonly packageType: 'Zip' | 'Image'
  readonly architecture: string
  /** Of what can be changed; versions are as they were published. */
  readonly settings: FunctionSettings
  readonly description: string
  /** Base64 of a package's SHA-256; for an image hex, of its digest. */
  readonly codeSha256: string
  readonly image: string | undefined
  readonly concurrency: number | undefined
  /** The newest version of each content. */
  readonly versions: Readonly<Record<string, string>>
}

/** Names of functions that may be ours; Lambda lists by no prefix, and a name alone proves nothing. */
export async function candidateFunctions(scope: Owner, { lambda }: Ports): Promise<string[]> {
  const all = await pages(lambda.listFunctions, {}, page => page.Functions)
  return all.map(({ FunctionName }) => FunctionName!).filter(name => name.startsWith(functionName(scope, '')))
}

/** The environment's functions, by logical id. */
export async function inspectFunctions(scope: Scope, ports: Ports): Promise<Record<string, FunctionState>> {
  const names = await candidateFunctions(scope, ports)
  const found = await Promise.all(
    names.map(async name => {
      const one = await unlessMissing(ports.lambda.getFunction({ FunctionName: name }))
      const id = ownedId(one?.Tags, scope)
      return one && id !== undefined ? [[id, await stateOf(one, scope, ports)] as const] : []
    }),
  )
  return Object.fromEntries(found.flat())
}

/** Lambda's tags are an object, unlike most services'. */
export function ownedId(
  tags: Readonly<Record<string, string>> | undefined,
  scope: Owner,
): string | undefined {
  const isOurs = tags?.[tagKeys.project] === scope.project && tags[tagKeys.environment] === scope.environment
  return isOurs ? tags[tagKeys.id] : undefined
}

export async function stateOf(
  { Configuration, Code, Concurrency }: GetFunctionCommandOutput,
  { account, region }: Place,
  ports: Ports,
): Promise<FunctionState> {
  const one = Configuration!
  return {
    arn: one.FunctionArn!,
    name: one.FunctionName!,
    packageType: one.PackageType ?? 'Zip',
    architecture: one.Architectures?.[0] ?? 'x86_64',
    settings: settingsOf(one),
    description: one.Description ?? '',
    codeSha256: one.CodeSha256!,
    image: Code?.ImageUri,
    concurrency: Concurrency?.ReservedConcurrentExecutions,
    versions: contents(await publishedVersions(one.FunctionName!, ports)),
    account,
    region,
  }
}

/** All versions that were published, the oldest first. */
export async function publishedVersions(
  FunctionName: string,
  { lambda }: Ports,
): Promise<FunctionConfiguration[]> {
  const all = await pages(lambda.listVersionsByFunction, { FunctionName }, page => page.Versions)
  return all
    .filter(({ Version }) => Version !== '$LATEST')
    .toSorted((a, b) => Number(a.Version) - Number(b.Version))
}

function contents(versions: readonly FunctionConfiguration[]): Record<string, string> {
  const described = versions.flatMap(({ Version, Description }) => {
    const content = describedContent(Description)
    return content === undefined ? [] : [[content, Version!]]
  })
  return Object.fromEntries(described)
}
