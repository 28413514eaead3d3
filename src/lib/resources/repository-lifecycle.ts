/**
 * Tag of an image that a retained release needs: `release-` and the first characters of its digest.
 * Whoever records a release adds it, and takes it away when the release is no longer retained.
 */
export const releaseTagPrefix = 'release-'

/** More than a repository can hold, so the rule never expires anything. */
const never = 100_000

/**
 * Lifecycle rules know nothing of ECS, and count by the date of the push: an old image that a rollback needs
 * would go first. So the first rule claims every image tagged for a release and expires none of them, and
 * what one rule claims no later rule can expire.
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html#lp_evaluation_rules
 */
export const lifecyclePolicy = {
  rules: [
    rule(1, 'Keep what a retained release needs', {
      tagStatus: 'tagged',
      tagPrefixList: [releaseTagPrefix],
      countType: 'imageCountMoreThan',
      countNumber: never,
    }),
    rule(2, 'Expire untagged images after 14 days', {
      tagStatus: 'untagged',
      countType: 'sinceImagePushed',
      countUnit: 'days',
      countNumber: 14,
    }),
    rule(3, 'Expire all but the last 50 images', {
      tagStatus: 'any',
      countType: 'imageCountMoreThan',
      countNumber: 50,
    }),
  ],
}

function rule(rulePriority: number, description: string, selection: object) {
  return { rulePriority, description, selection, action: { type: 'expire' } }
}
