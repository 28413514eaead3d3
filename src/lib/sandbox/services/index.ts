import type { Service } from '../service.ts'
import { s3 } from './s3/index.ts'
import { sts } from './sts.ts'

/** Every service of the sandbox, in alphabetical order. */
export const services: readonly Service[] = [
  // One line each, so that additions do not collide.
  s3,
  sts,
]
