import { maxConnections } from '../max-connections.ts'
import { across, type Rule } from './rule.ts'

/** A share needs a whole. */
export const connectionShare: Rule = across(['alarms', 'databases'], ({ alarms, databases }) => {
  const { databaseConnections: connections } = alarms ?? {}
  if (!connections || !('percent' in connections)) return []
  const unknown = Object.entries(databases).filter(([, one]) => maxConnections(one) === undefined)
  return unknown.map(([name]) => ({
    path: ['alarms', 'databaseConnections'],
    message: `How many connections \`${name}\` takes is not known.`,
    remedy: `Write a number, or set \`databases.${name}.parameters.max_connections\`.`,
  }))
})
