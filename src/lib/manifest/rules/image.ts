import { across, eachService, type Rule } from './rule.ts'

/** A service runs either what is built or what is given. */
export const imageSource: Rule = eachService(({ build, image, repository }, { path }) => {
  if (build && image) {
    const message = 'A service has either `build` or `image`, not both.'
    return [{ path: [...path, 'image'], message, remedy: 'Remove one; in an overlay, with null.' }]
  }
  if (!build && !image) {
    const message = 'There is nothing to run: neither `build` nor `image`.'
    return [{ path, message, remedy: 'Write `build: {context: .}`, or `image: NAME`.' }]
  }
  if (!image || !repository) return []
  const message = 'Nothing is pushed to a repository when `image` is given.'
  return [{ path: [...path, 'repository'], message, remedy: 'Remove `repository`, or `build` the image.' }]
})

/** A task can only run what was built for its platform. */
export const platform: Rule = eachService(({ build, architecture }, { path }) => {
  if (!build || !architecture || build.platforms.includes(architecture)) return []
  const message = `The tasks run on ${architecture}, and the image is built for ${build.platforms.join(', ')} only.`
  const remedy = `Write \`build.platforms: [${architecture}]\`, or another \`architecture\`.`
  return [{ path: [...path, 'architecture'], message, remedy }]
})

/** Private subnets without NAT reach AWS's own services, and of registries the region's ECR alone. */
export const reachableImage: Rule = across(['network', 'region'], ({ network, region }, { services }) => {
  if (network.existing || network.nat !== 'none') return []
  return Object.entries(services).flatMap(([name, { image, subnets }]) => {
    if (!image || subnets === 'public') return []
    if (/^\d{12}\.dkr\.ecr\.([^.]+)\./.exec(image)?.[1] === region) return []
    const message = 'Without NAT, private tasks cannot pull from a registry outside of ECR in their region.'
    const remedy = 'Copy the image to ECR, write `network.nat: single`, or `subnets: public`.'
    return [{ path: ['services', name, 'image'], message, remedy }]
  })
})
