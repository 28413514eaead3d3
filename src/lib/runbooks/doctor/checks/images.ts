import { defineCheck, type Finding } from '../check.ts'
import type { ImageReading } from '../readers/images.ts'
import { counted } from '../telling.ts'

/** Whether the images that tasks start from are in their registries, and those that a rollback would need. */
export const images = defineCheck({
  name: 'images',
  title: 'Images are in their registries',
  area: 'tasks',
  needs: ['images'],
  examine({ images }, { scope }) {
    if (images.length === 0) return { skipped: 'nothing was deployed yet' }
    const silent = images.filter(({ found }) => found === undefined)
    if (silent.length === images.length) return { skipped: `no registry said: ${silent[0]!.reference}` }
    const findings = images
      .filter(({ found }) => found === false)
      .map(image => missing(image, scope.environment))
    const unasked = silent.length > 0 ? `, ${silent.length} of them in registries that did not say` : ''
    return { looked: `${counted(images.length, 'image')}${unasked}`, findings }
  },
})

function missing({ reference, services, release }: ImageReading, environment: string): Finding {
  const names = services.join(', ')
  if (release !== undefined) {
    return {
      level: 'warning',
      message: `The image of ${names} in release ${release}, to which a rollback returns, is gone.`,
      evidence: [reference],
      next: `deployctl releases ${environment}, and roll back to another one if it has to be`,
    }
  }
  return {
    level: 'problem',
    message: `The image of ${names} is not in its registry: no task can start.`,
    evidence: [reference],
    next: `deployctl deploy ${environment} ${services.join(' ')}`,
  }
}
