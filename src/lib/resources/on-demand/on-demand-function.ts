import { unlessMissing } from '../../aws/index.ts'
import { type FunctionState, inspectFunctions, stateOf } from '../function-lookup.ts'
import { functionLogGroup } from '../function-name.ts'
import { contentOf, type FunctionSpec, settingsFor } from '../function-settings.ts'
import { publishContent } from '../function-upkeep.ts'
import { ledgerBucketOf } from '../ledger-name.ts'
import { logGroup } from '../log-group.ts'
import type { Scope } from '../names.ts'
import { changed, defineResource, type Standing } from '../resource.ts'
import { role } from '../role.ts'
import { bundleOf, packed } from './on-demand-code.ts'
import {
  type OnDemandFunction,
  onDemandFunctionName,
  onDemandFunctions,
  onDemandPrefix,
} from './on-demand-names.ts'
import { type OnDemandPlan, onDemandPlan, onDemandSettings, settingsDeps } from './on-demand-settings.ts'
import { onDemandToken } from './on-demand-token.ts'

export interface OnDemandFunctionSpec {
  readonly which: OnDemandFunction
  readonly name: string
  readonly plan: OnDemandPlan
  readonly logGroup: string
}

const deps = { ...settingsDeps, role, logGroup, onDemandToken }
type Deps = Standing<typeof deps>

/** The waker answers visitors; the idler lets what is in hand finish before it stops anything. Seconds. */
const timeouts = { waker: 25, idler: 120 }

/** The two functions that ship with deployctl: one wakes the services, one puts them to sleep. */
export const onDemandFunction = defineResource<OnDemandFunctionSpec, FunctionState, typeof deps>({
  kind: 'on-demand-function',
  stage: 'bootstrap',
  deps,

  desired(manifest) {
    const plan = onDemandPlan(manifest)
    if (!plan) return {}
    const specs = onDemandFunctions.map(which => {
      const name = onDemandFunctionName(manifest, which)
      return [
        `${onDemandPrefix}${which}`,
        { which, name, plan, logGroup: functionLogGroup(manifest, `on-demand-${which}`) },
      ]
    })
    return Object.fromEntries(specs)
  },

  async inspect(scope, ports) {
    const all = await inspectFunctions(scope, ports)
    return Object.fromEntries(Object.entries(all).filter(([id]) => id.startsWith(onDemandPrefix)))
  },

  diff(want, have, standing) {
    const { content } = wanted(want, scopeIn(want, have), standing)
    return have.versions[content] === undefined ? changed('content', have.description, content) : []
  },

  async ensure(want, have, standing, run) {
    const { spec, settings, content } = wanted(want, run.scope, standing)
    if (have?.versions[content] === undefined) await publishContent(spec, content, settings, run)
    const found = await run.ports.lambda.getFunction({ FunctionName: want.name })
    return await stateOf(found, run.scope, run.ports)
  },

  async remove({ name }, { ports }) {
    await unlessMissing(ports.lambda.deleteFunction({ FunctionName: name }))
  },

  identify: ({ name }) => name,
})

/** What a version has to be made of to be what is wanted. */
function wanted(want: OnDemandFunctionSpec, scope: Scope, standing: Deps) {
  const { which, name, plan } = want
  const source = {
    pack: () => packed(which),
    bucket: ledgerBucketOf(scope),
    prefix: `${scope.environment}/packages/`,
  }
  const spec: FunctionSpec = {
    id: `${onDemandPrefix}${which}`,
    name,
    code: { content: bundleOf(which).content, source },
    runtime: 'nodejs24.x',
    handler: `${which}.handler`,
    command: undefined,
    memory: 512,
    timeout: timeouts[which],
    storage: 512,
    architecture: 'arm64',
    concurrency: undefined,
    env: { SETTINGS: JSON.stringify(onDemandSettings(plan, scope, standing)) },
    logGroup: want.logGroup,
  }
  const settings = settingsFor(spec, standing.role.get(`on-demand-${which}`)?.arn, () => undefined)
  return { spec, settings, content: contentOf(spec, settings) }
}

/** Whose it is, as its name and its place tell. */
function scopeIn({ plan }: OnDemandFunctionSpec, { account, region }: FunctionState): Scope {
  const { project, environment } = plan.owner
  return { project, environment, account, region }
}
