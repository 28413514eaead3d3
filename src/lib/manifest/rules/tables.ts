import type { Finding } from '../problems.ts'
import { across, type Rule } from './rule.ts'

/** Each attribute has one part to play: the keys are strings, and an expiry is a number (UpdateTimeToLive). */
export const tableAttributes: Rule = across(['tables'], ({ tables }) =>
  Object.entries(tables).flatMap(([name, { partitionKey, sortKey, expiry }]) => {
    const findings: Finding[] = []
    const path = ['tables', name]
    if (sortKey === partitionKey) {
      const message = `\`${sortKey}\` is the partition key already.`
      findings.push({ path: [...path, 'sortKey'], message, remedy: 'Write another attribute, or none.' })
    }
    if (expiry !== undefined && [partitionKey, sortKey].includes(expiry)) {
      const message = `\`${expiry}\` is a key, and so a string; an expiry is a number.`
      findings.push({ path: [...path, 'expiry'], message, remedy: 'Write another attribute.' })
    }
    return findings
  }),
)
