import { expect, test } from 'vitest'
import { account } from '../scene.ts'
import type { System } from '../templates/system.ts'
import { statementsOf } from './policies.ts'

const provider = `arn:aws:iam::${account}:oidc-provider/token.actions.githubusercontent.com`

/** @param subjects who may come, in GitHub's older form */
export function githubFacts(of: () => System, subjects: readonly string[]): void {
  test('GitHub is known as a provider of identities for STS', async () => {
    const answer = await of().aws.call('iam', 'get_open_id_connect_provider', {
      OpenIDConnectProviderArn: provider,
    })
    expect(answer.Url).toMatch(/^(https:\/\/)?token\.actions\.githubusercontent\.com$/)
    expect(answer.ClientIDList).toEqual(['sts.amazonaws.com'])
  })

  test('only this repository may take the role, from where the runbook says', async () => {
    const { aws, prefix } = of()
    const { Role } = await aws.call('iam', 'get_role', { RoleName: `${prefix}-github` })
    const [statement, ...more] = Role.AssumeRolePolicyDocument.Statement
    expect(more).toEqual([])
    expect(statement).toMatchObject({
      Effect: 'Allow',
      Principal: { Federated: provider },
      Action: 'sts:AssumeRoleWithWebIdentity',
    })
    const key = 'token.actions.githubusercontent.com'
    expect(statement.Condition.StringEquals).toEqual({ [`${key}:aud`]: 'sts.amazonaws.com' })
    const allowed: string[] = [statement.Condition.StringLike[`${key}:sub`]].flat()
    expect(allowed).toEqual(expect.arrayContaining([...subjects]))
    // GitHub's newer form gives owner and repository their numbers: `repo:your-org@1/your-repo@2:…`.
    const older = allowed.map(one => one.replace(/@[*?\d]+/g, ''))
    expect([...new Set(older)].toSorted()).toEqual([...subjects].toSorted())
  })

  test('it may push images, move services and pass roles, of this system alone', async () => {
    const { prefix, region } = of()
    const statements = await statementsOf(of(), `${prefix}-github`)
    const pushing = statements.filter(({ Action }) => Action.includes('ecr:PutImage'))
    expect(pushing.flatMap(({ Resource }) => Resource)).not.toEqual([])
    for (const resource of pushing.flatMap(({ Resource }) => Resource))
      expect(resource).toMatch(new RegExp(`^arn:aws:ecr:${region}:${account}:repository/${prefix}/`))
    const passing = statements.filter(({ Action }) => Action.includes('iam:PassRole'))
    expect(passing.flatMap(({ Resource }) => Resource)).not.toEqual([])
    for (const resource of passing.flatMap(({ Resource }) => Resource))
      expect(resource).toMatch(new RegExp(`^arn:aws:iam::${account}:role/.*${prefix}-`))
    const moving = statements.filter(({ Action }) => Action.includes('ecs:UpdateService'))
    expect(moving.flatMap(({ Resource }) => Resource)).not.toContain('*')
    expect(statements.flatMap(({ Action }) => Action).filter(action => /^\*$|^\w+:\*$/.test(action))).toEqual(
      [],
    )
  })
}
