import { nameOf, type Owner } from './names.ts'

/** EventBridge takes at most 64 characters. */
export function ruleName(owner: Owner, id: string): string {
  return nameOf(owner, id, 64)
}
