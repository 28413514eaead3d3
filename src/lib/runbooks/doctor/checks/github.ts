import type { RoleState } from '../../../resources/role.ts'
import { githubTrust, issuer } from '../../../resources/roles/github-trust.ts'
import { type About, defineCheck, type Finding } from '../check.ts'
import { standingOf } from '../readers/standing.ts'

/** Whether GitHub's workflows may take the role that is theirs, and only those of this repository. */
export const github = defineCheck({
  name: 'github',
  title: 'The role of GitHub’s workflows trusts this repository',
  area: 'release',
  needs: ['standing', 'origin'],
  examine({ standing, origin }, about) {
    const wanted = about.manifest.github
    if (!wanted) return { skipped: 'the manifest has no `github`' }
    const role = new Map(standingOf<RoleState>(standing, 'role')).get('github')
    const findings = [
      ...trustOf(role, about),
      ...strangerOf(origin, wanted.repository, about.scope.environment),
    ]
    return { looked: wanted.repository, findings }
  },
})

function trustOf(role: RoleState | undefined, { manifest, scope }: About): Finding[] {
  const next = `deployctl bootstrap ${scope.environment}`
  if (!role) {
    return [
      { level: 'problem', message: 'The role of GitHub’s workflows does not stand.', evidence: [], next },
    ]
  }
  const [has, wants] = [role.trust, JSON.stringify(githubTrust(manifest.github!, scope))].map(subjectsOf)
  const missing = wants!.filter(subject => !has!.includes(subject))
  const extra = has!.filter(subject => !wants!.includes(subject))
  if (missing.length + extra.length === 0) return []
  return [
    {
      level: 'problem',
      message:
        missing.length > 0
          ? 'Workflows that should deploy may not.'
          : 'Workflows may deploy that should not.',
      evidence: [
        ...missing.map(subject => `${role.name} does not trust ${subject}`),
        ...extra.map(subject => `${role.name} trusts ${subject}`),
      ],
      next,
    },
  ]
}

/** The subjects of tokens that a trust policy lets in. */
function subjectsOf(trust = '{}'): string[] {
  const { Statement = [] } = JSON.parse(trust) as {
    Statement?: { Condition?: Record<string, Record<string, unknown>> }[]
  }
  const conditions = [Statement].flat().flatMap(({ Condition = {} }) => Object.values(Condition))
  return conditions.flatMap(condition => [condition[`${issuer}:sub`] ?? []].flat() as string[])
}

/** GitHub tells a repository's name as it is spelled there, and AWS compares letter by letter. */
function strangerOf(origin: string | undefined, repository: string, environment: string): Finding[] {
  if (origin === undefined || origin === repository) return []
  const alike = origin.toLowerCase() === repository.toLowerCase()
  return [
    {
      level: 'warning',
      message: alike
        ? `This repository is spelled ${origin}, and the manifest trusts ${repository}: capitals count.`
        : `This work tree is of ${origin}, and the manifest trusts ${repository}.`,
      evidence: [`git remote get-url origin: github.com/${origin}`],
      next: `set github.repository to ${origin}, then deployctl bootstrap ${environment}`,
    },
  ]
}
