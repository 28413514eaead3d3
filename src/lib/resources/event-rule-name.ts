import { nameOf, type Owner } from './names.ts'

/** EventBridge takes at most 64 characters, and no slash. */
export function ruleName(owner: Owner, id: string): string {
  return nameOf(owner, id.replaceAll('/', '-'), 64)
}
