import { logicalName } from '../schema/scalars.ts'
import { across, type Rule } from './rule.ts'

/** A load balancer's name has 32 characters at most, and begins with these. */
const longestPrefix = 32

export const prefixLength: Rule = across(['project'], ({ project }, { environment }) => {
  const prefix = `${project}-${environment}`
  if (prefix.length <= longestPrefix) return []
  const message = `\`${prefix}\`, with which names begin, has ${prefix.length} characters; AWS allows 32.`
  const remedy = 'Shorten the name of the project or of the environment.'
  return [{ path: ['project'], message, remedy }]
})

/** AWS keeps these to itself: the first for load balancers, the second for security groups. */
const reservedBeginnings = ['internal-', 'sg-']

export const reservedNames: Rule = across(['project'], ({ project }, { environment }) => {
  const prefix = reservedBeginnings.find(one => `${project}-${environment}`.startsWith(one))
  if (!prefix) return []
  const message = `Names would begin with \`${prefix}\`, which AWS keeps to itself.`
  return [{ path: ['project'], message, remedy: 'Choose another name for the project.' }]
})

export const environmentName: Rule = ({ environment }) => {
  if (logicalName.safeParse(environment).success) return []
  const message = `\`${environment}\` cannot be the name of an environment.`
  const remedy = 'Use lower-case letters, digits and inner hyphens, beginning with a letter.'
  return [{ path: [], message, remedy }]
}
