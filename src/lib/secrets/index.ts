export { type Entry, entriesOf, findEntries } from './entries.ts'
export { generateValue } from './generators.ts'
export { listSecrets, type SecretRow } from './list.ts'
export { makeRedactor, type Redactor } from './redaction.ts'
export {
  type Ask,
  askedValue,
  type GivenValue,
  matchValues,
  parseValues,
  pipedValue,
  readValues,
} from './sources.ts'
export { type PutResult, putSecrets, removeSecret, type Store } from './store.ts'
