import type { Finding } from '../problems.ts'
import type { LambdaFunction, Manifest } from '../schema/manifest.ts'
import { across, type Rule } from './rule.ts'

/** A rule about one function by itself. */
function eachFunction(check: (one: LambdaFunction, path: string[]) => Finding[]): Rule {
  return across(['functions'], ({ functions }) =>
    Object.entries(functions).flatMap(([name, one]) => check(one, ['functions', name])),
  )
}

/** A function runs what is packed, what is built, or what is given. */
export const functionSource: Rule = eachFunction((one, path) => {
  const [source, ...others] = (['zip', 'build', 'image'] as const).filter(key => one[key] !== undefined)
  if (!source) {
    const message = 'There is nothing to run: neither `zip` nor `build` nor `image`.'
    return [{ path, message, remedy: 'Write `zip: {directory: DIRECTORY}`, or `build: {context: .}`.' }]
  }
  if (others[0]) {
    const message = 'A function has one of `zip`, `build` and `image`.'
    return [{ path: [...path, others[0]], message, remedy: 'Keep one; in an overlay, remove with null.' }]
  }
  const findings: Finding[] = []
  if (one.repository && source !== 'build') {
    const message = 'Nothing is pushed to a repository unless an image is built.'
    findings.push({ path: [...path, 'repository'], message, remedy: 'Remove `repository`.' })
  }
  if (one.command && source === 'zip') {
    const message = '`command` is what an image runs.'
    findings.push({ path: [...path, 'command'], message, remedy: 'Write `zip.handler` instead.' })
  }
  return findings
})

/** Lambda pulls from ECR in its own region and from nowhere else; a host with a port is a stand-in's registry. */
export const functionImage: Rule = across(['functions', 'region'], ({ functions, region }) =>
  Object.entries(functions).flatMap(([name, { image }]) => {
    if (image === undefined || /^[^/]+:\d+\//.test(image)) return []
    if (/^\d{12}\.dkr\.ecr\.([^./]+)\.[^/]+\/./.exec(image)?.[1] === region) return []
    const message = `Lambda runs images of a private ECR repository in ${region} only.`
    const remedy = 'Copy the image there, or `build` one.'
    return [{ path: ['functions', name, 'image'], message, remedy }]
  }),
)

/** Lambda takes no image for several platforms. */
export const functionPlatform: Rule = eachFunction(({ build, architecture }, path) => {
  if (!build) return []
  if (build.platforms.length > 1) {
    const message = 'Lambda takes no image for several platforms.'
    const remedy = 'Write one, such as `platforms: [linux/arm64]`.'
    return [{ path: [...path, 'build', 'platforms'], message, remedy }]
  }
  if (!architecture || build.platforms.includes(architecture)) return []
  const message = `The function runs on ${architecture}, and its image is built for ${build.platforms[0]}.`
  const remedy = `Write \`build.platforms: [${architecture}]\`, or remove \`architecture\`.`
  return [{ path: [...path, 'architecture'], message, remedy }]
})

const longestTimeout = 900

export const functionTimeout: Rule = eachFunction(({ timeout }, path) => {
  if (timeout >= 1 && timeout <= longestTimeout) return []
  const message = `Lambda gives a call 1s to 15m, not ${timeout}s.`
  return [{ path: [...path, 'timeout'], message, remedy: 'Write 1s to 15m.' }]
})

/** Services and functions share log groups' and repositories' names, and the words of commands. */
export const functionNames: Rule = across(['functions'], ({ functions }, { services }) =>
  Object.keys(functions)
    .filter(name => Object.hasOwn(services, name))
    .map(name => ({
      path: ['functions', name],
      message: `There is a service \`${name}\` already.`,
      remedy: 'Give the function another name.',
      atKey: true,
    })),
)

/** Requests from outside come to functions by the HTTP API. */
export const functionIngress: Rule = across(['functions', 'ingress'], ({ functions, ingress }) => {
  if (ingress === 'http-api') return []
  return Object.entries(functions).flatMap(([name, one]) =>
    (['routes', 'smoke'] as const)
      .filter(key => one[key].length > 0)
      .map(key => ({
        path: ['functions', name, key],
        message: 'Requests come to a function by an HTTP API alone.',
        remedy: 'Write `ingress: http-api`, or remove it.',
      })),
  )
})

/** Stores live in the network, and a function only where it is placed there. */
export const functionNetwork: Rule = across(['functions', 'network'], ({ functions, network }) =>
  Object.entries(functions).flatMap(([name, one]) => {
    const path = ['functions', name]
    if (one.network && network.existing && network.existing.privateSubnets.length === 0) {
      const message = 'There are no private subnets to place it in.'
      const remedy = 'Name some in `network.existing.privateSubnets`, or remove `network`.'
      return [{ path: [...path, 'network'], message, remedy }]
    }
    const stores = Object.keys(one.access).filter(target => /^(databases|caches)\./.test(target))
    if (one.network) return []
    return stores.map(target => ({
      path: [...path, 'access', target],
      message: `Outside of the network the function does not reach \`${target}\`.`,
      remedy: 'Write `network: private` beside `access`.',
      atKey: true,
    }))
  }),
)

/** What a service or a function may use must be there. */
export const accessTargets: Rule = across(['functions'], ({ functions }, { services, sections }) => {
  const users = [
    ...Object.entries(services).map(([name, { access }]) => ({ path: ['services', name], access })),
    ...Object.entries(functions).map(([name, { access }]) => ({ path: ['functions', name], access })),
  ]
  return users.flatMap(({ path, access }) =>
    Object.keys(access).flatMap(target => {
      const [section = '', name = ''] = target.split('.')
      const known = sections[section as keyof Manifest] as object | undefined
      if (known === undefined || Object.hasOwn(known, name)) return []
      const message = `\`${section}\` has no \`${name}\`.`
      const names = Object.keys(known).map(one => `${section}.${one}`)
      const remedy = names.length > 0 ? `Write one of ${names.join(', ')}.` : `Write it under \`${section}\`.`
      return [{ path: [...path, 'access', target], message, remedy, atKey: true }]
    }),
  )
})
