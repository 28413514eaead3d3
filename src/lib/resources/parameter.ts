import { type Ports, pages, unlessMissing } from '../aws/index.ts'
import { DeployctlError } from '../errors/index.ts'
import { type Scope, tagKeys } from './names.ts'
import { changed, defineResource } from './resource.ts'
import { immutableTag } from './secret-reference.ts'

export interface ParameterSpec {
  readonly type: 'String' | 'SecureString'
}

export interface ParameterState {
  readonly name: string
  readonly type: string
  /** Its value is never to be replaced. */
  readonly immutable: boolean
}

/** An SSM parameter. It cannot stand without a value, so `secrets put` makes it; here it is only looked after. */
export const parameter = defineResource<ParameterSpec, ParameterState>({
  kind: 'parameter',
  stage: 'secrets',
  deps: {},
  holdsData: ({ immutable }) => immutable,

  desired: ({ parameters }) =>
    Object.fromEntries(
      Object.entries(parameters).map(([name, { plain }]) => [
        name,
        { type: plain ? ('String' as const) : ('SecureString' as const) },
      ]),
    ),

  async inspect(scope, ports) {
    const [all, immutable] = await Promise.all([
      list(ports, scope),
      list(ports, scope, [{ Key: `tag:${immutableTag}`, Values: ['true'] }]),
    ])
    const kept = new Set(immutable.map(({ Name }) => Name))
    return Object.fromEntries(
      all.map(({ Name, Type }) => [Name!, { name: Name!, type: Type!, immutable: kept.has(Name) }]),
    )
  },

  diff: (want, have) => changed('type', have.type, want.type),

  async ensure(_want, _have, _deps, { id }) {
    throw new DeployctlError('secrets.value-needed', {
      message: `Parameter ${id} can only be made with a value.`,
      hint: `Run \`deployctl secrets put ENV ${id}\`.`,
    })
  },

  async remove({ name }, { ports }) {
    await unlessMissing(ports.ssm.deleteParameter({ Name: name }))
  },

  identify: ({ name }) => name,
})

/** Its listing shows no tags, but can be asked for them. */
function list(
  { ssm }: Ports,
  { project, environment }: Scope,
  filters: { Key: string; Values: string[] }[] = [],
) {
  const ParameterFilters = [
    { Key: `tag:${tagKeys.project}`, Values: [project] },
    { Key: `tag:${tagKeys.environment}`, Values: [environment] },
    ...filters,
  ]
  return pages(ssm.describeParameters, { ParameterFilters }, page => page.Parameters)
}
