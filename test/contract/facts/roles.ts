import { expect, test } from 'vitest'
import type { System } from '../templates/system.ts'
import { statementsOf } from './policies.ts'

/** What of each service a role may touch: resources, `*` where AWS knows none. */
type Reach = Readonly<Record<string, readonly string[]>>

/** @param expected by what comes after the environment's prefix: all roles that there are */
export function roleFacts(of: () => System, expected: Readonly<Record<string, Reach>>): void {
  test('there are no other roles, and none may do everything of anything', async () => {
    const { aws, prefix } = of()
    const { Roles } = await aws.call('iam', 'list_roles', { PathPrefix: '/deployctl/' })
    const names: string[] = Roles.map(({ RoleName }: { RoleName: string }) => RoleName)
    expect(names.toSorted()).toEqual(
      Object.keys(expected)
        .map(id => `${prefix}-${id}`)
        .toSorted(),
    )
    for (const RoleName of names) {
      const { AttachedPolicies } = await aws.call('iam', 'list_attached_role_policies', { RoleName })
      expect(AttachedPolicies).toEqual([])
      const actions = (await statementsOf(of(), RoleName)).flatMap(({ Action }) => Action)
      expect(actions.filter(action => action.endsWith('*'))).toEqual([])
    }
  })

  test.each(Object.entries(expected))(
    'the role %s reaches what it is for, and no further',
    async (id, reach) => {
      const { prefix, region } = of()
      const statements = await statementsOf(of(), `${prefix}-${id}`)
      const found: Record<string, Set<string>> = {}
      for (const { Action, Resource } of statements)
        for (const action of Action)
          for (const resource of Resource) {
            const service = action.split(':')[0]!
            found[service] ??= new Set()
            found[service].add(
              resource.replace(`arn:aws:${service}:${region}:123456789012:`, '').replace(/fs-\w+$/, 'fs'),
            )
          }
      const lists = Object.entries(found).map(([service, resources]) => [service, [...resources].toSorted()])
      const wanted = Object.entries(reach).map(([service, list]) => [service, [...list].toSorted()])
      expect(Object.fromEntries(lists)).toEqual(Object.fromEntries(wanted))
    },
  )
}
