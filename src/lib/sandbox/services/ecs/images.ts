import type { Call } from '../../service.ts'

/** Whether an image can be pulled. Registries other than the sandbox's own are taken at their word. */
export function imageExists(_call: Call, image: string): boolean {
  return image !== ''
}
