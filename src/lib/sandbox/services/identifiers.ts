import type { Call } from '../service.ts'

/** A fresh identifier in the form `8-4-4-4-12`. */
export function uuid(call: Call): string {
  return call.id('', 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
