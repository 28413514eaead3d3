import { unlessMissing } from '../aws/index.ts'
import { pinnedFunctions } from './function-code.ts'
import { type FunctionState, inspectFunctions, stateOf } from './function-lookup.ts'
import {
  contentOf,
  type FunctionSettings,
  type FunctionSpec,
  settingsFor,
  specOf,
} from './function-settings.ts'
import { publishContent, setConcurrency } from './function-upkeep.ts'
import { logGroup } from './log-group.ts'
import { onDemandPrefix } from './on-demand/on-demand-names.ts'
import { outputSources, outputsFrom } from './outputs.ts'
import { type Change, changed, defineResource, type Standing } from './resource.ts'
import { role } from './role.ts'
import { securityGroup } from './security-group.ts'
import { securityGroupRules } from './security-group-rules.ts'
import { subnet, subnetIds } from './subnet.ts'

// Its network has to lead somewhere before a function is placed in it, hence the rules of the groups.
export const functionDeps = { role, logGroup, subnet, securityGroup, securityGroupRules, ...outputSources }
type Deps = Standing<typeof functionDeps>

/**
 * A Lambda function, and a published version of each content that it ever had. It stands as wanted where such a
 * version exists: which one users get is the alias's to say.
 */
export const lambdaFunction = defineResource<FunctionSpec, FunctionState, typeof functionDeps>({
  kind: 'function',
  stage: 'deploy',
  deps: functionDeps,

  desired: manifest =>
    Object.fromEntries(pinnedFunctions(manifest).map(([id, one]) => [id, specOf(manifest, id, one)])),

  /** Those that ship with deployctl are a kind of their own. */
  async inspect(scope, ports) {
    const all = await inspectFunctions(scope, ports)
    return Object.fromEntries(Object.entries(all).filter(([id]) => !id.startsWith(onDemandPrefix)))
  },

  diff: (want, have, standing) => {
    const { settings, content } = wantedContent(want, standing)
    return [
      ...(have.versions[content] === undefined ? differences(want, have, settings, content) : []),
      ...changed('concurrency', have.concurrency, want.concurrency),
    ]
  },

  async ensure(want, have, standing, run) {
    const { settings, content } = wantedContent(want, standing)
    const version = have?.versions[content] ?? (await publishContent(want, content, settings, run))
    if (have?.concurrency !== want.concurrency) await setConcurrency(want, run)
    const found = await run.ports.lambda.getFunction({ FunctionName: want.name })
    const state = await stateOf(found, run.scope, run.ports)
    return { ...state, versions: { ...state.versions, [content]: version } }
  },

  /** Takes its versions, aliases and permissions with it. */
  async remove({ name }, { ports }) {
    await unlessMissing(ports.lambda.deleteFunction({ FunctionName: name }))
  },

  identify: ({ name }) => name,
})

/** What a version has to be made of to be what is wanted. */
export function wantedContent(
  want: FunctionSpec,
  standing: Deps,
): { readonly settings: FunctionSettings; readonly content: string } {
  const roleArn = standing.role.get(`function-${want.id}`)?.arn
  const tasks = standing.securityGroup.get('tasks')
  const place = {
    subnets: subnetIds(standing.subnet, 'private'),
    securityGroups: tasks ? [tasks.groupId] : [],
  }
  const settings = settingsFor(want, roleArn, outputsFrom(standing), want.isInside ? place : undefined)
  return { settings, content: contentOf(want, settings) }
}

function differences(
  want: FunctionSpec,
  have: FunctionState,
  settings: FunctionSettings,
  content: string,
): Change[] {
  const { Environment, ...others } = settings
  const { Environment: standing, ...otherStanding } = have.settings
  const changes = [
    ...('image' in want.code ? changed('image', have.image, want.code.image) : []),
    ...changed('architecture', have.architecture, want.architecture),
    ...Object.entries(others).flatMap(([path, to]) =>
      changed(camelCase(path), otherStanding[path as keyof typeof otherStanding], to),
    ),
    ...changedVariables(standing?.Variables ?? {}, Environment?.Variables ?? {}),
  ]
  return changes.length > 0 ? changes : changed('content', have.description, content)
}

function changedVariables(
  from: Readonly<Record<string, string>>,
  to: Readonly<Record<string, string>>,
): Change[] {
  const names = [...new Set([...Object.keys(from), ...Object.keys(to)])].sort()
  return names.flatMap(name => changed(`env.${name}`, from[name], to[name]))
}

function camelCase(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1)
}
