import { type Ports, unlessExists, unlessMissing } from '../aws/index.ts'
import { apiTargets } from './api-targets.ts'
import { arnOf, type Place } from './arn.ts'
import { functionAlias } from './function-alias.ts'
import { pinnedFunctions } from './function-code.ts'
import { candidateFunctions, ownedId } from './function-lookup.ts'
import { functionName, liveAlias } from './function-name.ts'
import { httpApi } from './http-api.ts'
import { changed, defineResource, type Standing } from './resource.ts'

export interface FunctionPermissionSpec {
  /** AWS's name of the function. */
  readonly function: string
}

export interface FunctionPermissionState extends Place {
  readonly function: string
  /** ARN of what may call, as a pattern. */
  readonly source: string
}

const deps = { functionAlias, httpApi }
type Deps = Standing<typeof deps>

const StatementId = 'deployctl-http-api'
const Principal = 'apigateway.amazonaws.com'

/** Lets the HTTP API, and no other, call what a function's alias leads to. */
export const functionPermission = defineResource<
  FunctionPermissionSpec,
  FunctionPermissionState,
  typeof deps
>({
  kind: 'function-permission',
  stage: 'deploy',
  deps,

  desired(manifest) {
    const behind = apiTargets(manifest)
    const routed = pinnedFunctions(manifest).filter(([id]) => behind[id]?.of === 'function')
    return Object.fromEntries(routed.map(([id]) => [id, { function: functionName(manifest, id) }]))
  },

  async inspect(scope, ports) {
    const names = await candidateFunctions(scope, ports)
    const found = await Promise.all(
      names.map(async name => {
        const source = await readSource(name, ports)
        if (source === undefined) return []
        const { Tags } = await ports.lambda.getFunction({ FunctionName: name })
        const id = ownedId(Tags, scope)
        const { account, region } = scope
        return id === undefined ? [] : [[id, { function: name, source, account, region }] as const]
      }),
    )
    return Object.fromEntries(found.flat())
  },

  diff: (_want, have, standing) => changed('source', have.source, sourceOf(have, standing)),

  async ensure({ function: FunctionName }, have, standing, { scope, ports }) {
    const source = sourceOf(scope, standing)
    const at = { FunctionName, Qualifier: liveAlias, StatementId }
    const grant = { ...at, Action: 'lambda:InvokeFunction', Principal, SourceArn: source }
    // A statement cannot be changed, and is short enough not to be missed meanwhile.
    if (have) await unlessMissing(ports.lambda.removePermission(at))
    await unlessExists(ports.lambda.addPermission(grant))
    return { function: FunctionName, source, account: scope.account, region: scope.region }
  },

  async remove({ function: FunctionName }, { ports }) {
    await unlessMissing(ports.lambda.removePermission({ FunctionName, Qualifier: liveAlias, StatementId }))
  },

  identify: ({ function: name }) => `${name}:${liveAlias}/${StatementId}`,
})

/** Every stage and route of the API. */
function sourceOf(place: Place, { httpApi }: Deps): string {
  return arnOf(place, 'execute-api', `${httpApi.get('main')?.apiId ?? ''}/*/*`)
}

interface Policy {
  readonly Statement: readonly { readonly Sid: string; readonly Condition?: { readonly ArnLike?: object } }[]
}

async function readSource(FunctionName: string, { lambda }: Ports): Promise<string | undefined> {
  const found = await unlessMissing(lambda.getPolicy({ FunctionName, Qualifier: liveAlias }))
  const { Statement = [] } = found?.Policy ? (JSON.parse(found.Policy) as Policy) : {}
  const own = Statement.find(({ Sid }) => Sid === StatementId)
  return own && String(Object.values(own.Condition?.ArnLike ?? {})[0] ?? '')
}
