import { type Ports, unlessExists, unlessMissing } from '../../aws/index.ts'
import { stoppedOnDemand } from '../../manifest/database-engine.ts'
import type { Manifest } from '../../manifest/schema/manifest.ts'
import { arnOf, type Place } from '../arn.ts'
import { ruleName } from '../event-rule-name.ts'
import { httpApi } from '../http-api.ts'
import type { Owner } from '../names.ts'
import { changed, defineResource, type Standing } from '../resource.ts'
import { onDemandFunction } from './on-demand-function.ts'
import { databaseRule, onDemandFunctionName, onDemandPrefix, wakerRule } from './on-demand-names.ts'
import { wakerEntrance } from './waker-entrance.ts'
import { wakerTargetGroup } from './waker-target-group.ts'

export interface OnDemandPermissionSpec {
  /** AWS's name of the function. */
  readonly function: string
  readonly principal: string
  /** Logical id of the rule that calls; absent for the front door. */
  readonly rule?: string
  readonly owner: Owner
}

export interface OnDemandPermissionState extends Place {
  readonly function: string
  readonly statement: string
  readonly source: string
}

const deps = { onDemandFunction, httpApi, wakerTargetGroup }
type Deps = Standing<typeof deps>

const ids = {
  visits: `${onDemandPrefix}visits`,
  events: `${onDemandPrefix}events`,
  databases: `${onDemandPrefix}database-events`,
}
const eventBridge = 'events.amazonaws.com'
const loadBalancing = 'elasticloadbalancing.amazonaws.com'

/** Who may call the waker: the front door with visits, and rules with events of ECS and of RDS. */
function callersIn(manifest: Manifest): Record<string, Pick<OnDemandPermissionSpec, 'principal' | 'rule'>> {
  const door = manifest.ingress === 'http-api' ? 'apigateway.amazonaws.com' : loadBalancing
  return {
    [ids.visits]: { principal: door },
    [ids.events]: { principal: eventBridge, rule: wakerRule },
    ...(stoppedOnDemand(manifest).length > 0 && {
      [ids.databases]: { principal: eventBridge, rule: databaseRule },
    }),
  }
}

/** Lets one caller, and no other of its kind, call the waker. */
export const onDemandPermission = defineResource<
  OnDemandPermissionSpec,
  OnDemandPermissionState,
  typeof deps
>({
  kind: 'on-demand-permission',
  stage: 'bootstrap',
  deps,

  desired(manifest) {
    if (!manifest.onDemand) return {}
    const name = onDemandFunctionName(manifest, 'waker')
    const { project, environment } = manifest
    const specs = Object.entries(callersIn(manifest)).map(([id, caller]) => [
      id,
      { function: name, ...caller, owner: { project, environment } },
    ])
    return Object.fromEntries(specs)
  },

  async inspect(scope, ports) {
    const name = onDemandFunctionName(scope, 'waker')
    const sources = await readSources(name, ports)
    const { account, region } = scope
    const states = Object.values(ids).flatMap(id => {
      const source = sources.get(statementOf(id))
      return source === undefined
        ? []
        : [[id, { function: name, statement: statementOf(id), source, account, region }]]
    })
    return Object.fromEntries(states)
  },

  diff: (want, have, standing) => changed('source', have.source, sourceOf(want, have, standing)),

  async ensure(want, have, standing, { id, scope, ports: { lambda } }) {
    const source = sourceOf(want, scope, standing)
    const at = { FunctionName: want.function, StatementId: statementOf(id) }
    // A statement cannot be changed, and is short enough not to be missed meanwhile.
    if (have) await unlessMissing(lambda.removePermission(at))
    const grant = { ...at, Action: 'lambda:InvokeFunction', Principal: want.principal, SourceArn: source }
    await unlessExists(lambda.addPermission(grant))
    const { account, region } = scope
    return { function: want.function, statement: at.StatementId, source, account, region }
  },

  async remove({ function: FunctionName, statement: StatementId }, { ports }) {
    await unlessMissing(ports.lambda.removePermission({ FunctionName, StatementId }))
  },

  identify: ({ function: name, statement }) => `${name}/${statement}`,
})

function statementOf(id: string): string {
  return `deployctl-${id.slice(onDemandPrefix.length)}`
}

function sourceOf(want: OnDemandPermissionSpec, place: Place, standing: Deps): string {
  const { principal, rule, owner } = want
  if (rule !== undefined) return arnOf(place, 'events', `rule/${ruleName(owner, rule)}`)
  if (principal === loadBalancing) return standing.wakerTargetGroup.get(wakerEntrance)?.arn ?? ''
  return arnOf(place, 'execute-api', `${standing.httpApi.get('main')?.apiId ?? ''}/*/*`)
}

interface Policy {
  readonly Statement: readonly { readonly Sid: string; readonly Condition?: { readonly ArnLike?: object } }[]
}

async function readSources(FunctionName: string, { lambda }: Ports): Promise<ReadonlyMap<string, string>> {
  const found = await unlessMissing(lambda.getPolicy({ FunctionName }))
  const { Statement = [] } = found?.Policy ? (JSON.parse(found.Policy) as Policy) : {}
  return new Map(
    Statement.map(({ Sid, Condition }) => [Sid, String(Object.values(Condition?.ArnLike ?? {})[0] ?? '')]),
  )
}
