import type { Role } from '@aws-sdk/client-iam'
import { type Ports, pages, unlessExists, unlessMissing, until } from '../aws/index.ts'
import { accessPoint } from './access-point.ts'
import type { Place } from './arn.ts'
import { canonicalJson, canonicalText } from './canonical-json.ts'
import { refuseForeign } from './foreign.ts'
import { idIn, type Scope, tagList } from './names.ts'
import { policyDocument } from './policy.ts'
import { changed, defineResource, type Run, type Standing } from './resource.ts'
import { type RoleSpec, rolesOf } from './roles/index.ts'
import { roleName, rolePath } from './roles/role-name.ts'
import type { Found } from './roles/role-spec.ts'

export interface RoleState {
  readonly arn: string
  readonly name: string
  /** Canonical JSON. */
  readonly trust: string | undefined
  /** Canonical JSON of the one inline policy; undefined where the role may do nothing. */
  readonly policy: string | undefined
  /** Where its grants point to. */
  readonly account: string
  readonly region: string
}

const policyName = 'deployctl'

const deps = { accessPoint }
type Deps = typeof deps

/** An IAM role with one inline policy; which roles there are, and why, is in `roles/`. */
export const role = defineResource<RoleSpec, RoleState, Deps>({
  kind: 'role',
  stage: 'bootstrap',
  deps,

  desired: rolesOf,

  async inspect(scope, ports) {
    const roles = await pages(ports.iam.listRoles, { PathPrefix: rolePath(scope) }, page => page.Roles)
    const found = await Promise.all(roles.map(one => read(one, scope, ports)))
    return Object.fromEntries(found.flat())
  },

  diff: (want, have, deps) => [
    ...changed('trust', have.trust, canonicalJson(want.trust(have))),
    ...changed('policy', have.policy, wantedPolicy(want, have, deps)),
  ],

  async ensure(want, have, deps, run) {
    const { scope, ports } = run
    const trust = want.trust(scope)
    const standing = have ?? (await create(trust, run))
    const RoleName = standing.name
    const policy = policyDocument(want.statements(scope, foundIn(deps)))
    if (standing.trust !== canonicalJson(trust)) {
      await ports.iam.updateAssumeRolePolicy({ RoleName, PolicyDocument: JSON.stringify(trust) })
    }
    if (policy) {
      const PolicyDocument = JSON.stringify(policy)
      await ports.iam.putRolePolicy({ RoleName, PolicyName: policyName, PolicyDocument })
    } else if (standing.policy) {
      await unlessMissing(ports.iam.deleteRolePolicy({ RoleName, PolicyName: policyName }))
    }
    return { ...standing, trust: canonicalJson(trust), policy: wantedPolicy(want, scope, deps) }
  },

  async remove({ name: RoleName }, { ports: { iam } }) {
    // IAM deletes no role that has policies, and people attach them by hand.
    const [attached, inline] = await Promise.all([
      unlessMissing(iam.listAttachedRolePolicies({ RoleName })),
      unlessMissing(iam.listRolePolicies({ RoleName })),
    ])
    await Promise.all([
      ...(attached?.AttachedPolicies ?? []).map(({ PolicyArn }) =>
        unlessMissing(iam.detachRolePolicy({ RoleName, PolicyArn: PolicyArn! })),
      ),
      ...(inline?.PolicyNames ?? []).map(PolicyName =>
        unlessMissing(iam.deleteRolePolicy({ RoleName, PolicyName })),
      ),
    ])
    await unlessMissing(iam.deleteRole({ RoleName }))
  },

  identify: ({ name }) => name,
})

async function create(trust: object, { id, scope, ports, clock, signal }: Run): Promise<RoleState> {
  const RoleName = roleName(scope, id)
  const AssumeRolePolicyDocument = JSON.stringify(trust)
  const input = { RoleName, Path: rolePath(scope), AssumeRolePolicyDocument, Tags: tagList(scope, id) }
  const made = await unlessExists(ports.iam.createRole(input))
  if (!made) refuseForeign((await ports.iam.listRoleTags({ RoleName })).Tags, scope, `IAM role ${RoleName}`)
  // What IAM itself does not see yet, nobody can assume; other regions learn of it some seconds later still.
  const what = `role ${RoleName} to be visible`
  const { Role } = await until({ clock, signal, what, within: 60 }, () =>
    unlessMissing(ports.iam.getRole({ RoleName })),
  )
  return stateOf(Role!, undefined, scope)
}

async function read(one: Role, scope: Scope, { iam }: Ports) {
  const RoleName = one.RoleName!
  const [tags, policy] = await Promise.all([
    unlessMissing(iam.listRoleTags({ RoleName })),
    unlessMissing(iam.getRolePolicy({ RoleName, PolicyName: policyName })),
  ])
  const id = idIn(tags?.Tags, scope)
  return id === undefined ? [] : [[id, stateOf(one, policy?.PolicyDocument, scope)] as const]
}

function stateOf(one: Role, policy: string | undefined, { account, region }: Scope): RoleState {
  return {
    arn: one.Arn!,
    name: one.RoleName!,
    trust: canonicalText(one.AssumeRolePolicyDocument),
    policy: canonicalText(policy),
    account,
    region,
  }
}

function wantedPolicy(want: RoleSpec, place: Place, deps: Standing<Deps>): string | undefined {
  const document = policyDocument(want.statements(place, foundIn(deps)))
  return document && canonicalJson(document)
}

function foundIn({ accessPoint }: Standing<Deps>): Found {
  return { accessPoint: id => accessPoint.get(id) }
}
