import type { Service } from '../service.ts'
import { sts } from './sts.ts'

/** Every service of the sandbox: to add one, import it and add a line, in alphabetical order. */
export const services: readonly Service[] = [sts]
