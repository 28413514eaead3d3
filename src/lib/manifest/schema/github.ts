import { z } from 'zod'

const pattern = (what: string) =>
  z.string().regex(/^[A-Za-z0-9._/*-]+$/, `write a ${what}, with * for any text`)

const id = z.string().regex(/^\d+$/, 'write the number as a quoted text')

/** Which workflows of GitHub Actions may take this environment's role, without a key. */
export const github = z.strictObject({
  repository: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9-]*\/[A-Za-z0-9._-]+$/, 'write OWNER/NAME, spelled as GitHub shows it')
    .meta({
      description: 'OWNER/NAME, spelled as GitHub shows it: capitals count.',
      examples: ['your-org/your-repo'],
    }),
  branches: z
    .array(pattern('branch such as main or release/*'))
    .default([])
    .meta({ description: 'Branches whose workflows may deploy.', examples: [['main']] }),
  tags: z
    .array(pattern('tag such as v*'))
    .default([])
    .meta({ description: 'Tags whose workflows may deploy.', examples: [['v*']] }),
  environments: z
    .array(z.string().regex(/^[A-Za-z0-9._-]+$/, 'write the name of one of the repository’s environments'))
    .default([])
    .meta({
      description:
        'GitHub environments whose jobs may deploy; with `branches` or `tags`, only from those. GitHub asks for approval where an environment is set up so.',
      examples: [['prod']],
    }),
  ownerId: id.optional().meta({
    description:
      'GitHub’s number of the owner, with `repositoryId`: `gh api repos/OWNER/NAME --jq .owner.id`.',
    examples: ['123456'],
  }),
  repositoryId: id.optional().meta({
    description:
      'GitHub’s number of the repository: `gh api repos/OWNER/NAME --jq .id`. Needed for a repository that was made, renamed or moved since 15 July 2026, and for others a guard against somebody who takes over an abandoned name.',
    examples: ['456789'],
  }),
})
