import { expect, test } from 'vitest'
import type { System } from '../templates/system.ts'

/** A repository for each service, scanned, encrypted, and cleared of what nobody needs. */
export function imageFacts(of: () => System, services: readonly string[]): void {
  test('a repository for each service, scanned on push and encrypted', async () => {
    const { aws, prefix } = of()
    const { repositories } = await aws.call('ecr', 'describe_repositories')
    const names = repositories.map(({ repositoryName }: { repositoryName: string }) => repositoryName)
    expect(names.toSorted()).toEqual(services.map(service => `${prefix}/${service}`).toSorted())
    for (const repository of repositories) {
      expect(repository).toMatchObject({
        imageScanningConfiguration: { scanOnPush: true },
        encryptionConfiguration: { encryptionType: 'AES256' },
      })
    }
  })

  test('untagged images go after 14 days, and all but the last 50; never one of a release', async () => {
    const { aws, prefix } = of()
    for (const service of services) {
      const input = { repositoryName: `${prefix}/${service}` }
      const { lifecyclePolicyText } = await aws.call('ecr', 'get_lifecycle_policy', input)
      const { rules } = JSON.parse(lifecyclePolicyText)
      expect(rules.map((rule: { selection: object }) => rule.selection)).toEqual([
        // The first rule that an image falls under decides (Amazon ECR, "Lifecycle policies").
        expect.objectContaining({ tagPrefixList: ['release-'], countNumber: 100_000 }),
        { tagStatus: 'untagged', countType: 'sinceImagePushed', countUnit: 'days', countNumber: 14 },
        { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 50 },
      ])
    }
  })
}
