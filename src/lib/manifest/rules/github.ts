import { across, type Rule } from './rule.ts'

/** With nothing named nobody could take the role; with everything, everybody. */
export const githubSubjects: Rule = across(['github'], ({ github }) => {
  if (!github) return []
  const { branches, tags, environments } = github
  if (branches.length + tags.length + environments.length > 0) return []
  const message = 'No workflow could deploy: no branch, tag or environment is named.'
  return [{ path: ['github'], message, remedy: 'Write `branches: [main]`, or `environments: [prod]`.' }]
})

/** GitHub's tokens name both numbers, or none. */
export const githubNumbers: Rule = across(['github'], ({ github }) => {
  if (!github || (github.ownerId === undefined) === (github.repositoryId === undefined)) return []
  const [have, lack] =
    github.ownerId === undefined ? ['repositoryId', 'ownerId'] : ['ownerId', 'repositoryId']
  const message = `\`${have}\` means nothing without \`${lack}\`.`
  const remedy = `Write both; see them with \`gh api repos/${github.repository} --jq '{ownerId: .owner.id, repositoryId: .id}'\`.`
  return [{ path: ['github', have!], message, remedy }]
})

/** The role lies in the account, and a workflow has to name it before anybody has signed in. */
export const githubAccount: Rule = across(['github', 'account'], ({ github, account }) => {
  if (!github || account) return []
  const message = 'A workflow takes a role of one account, and the manifest names none.'
  return [{ path: ['github'], message, remedy: 'Write `account: "123456789012"`.' }]
})
