import { suggest } from '../nearest-name.ts'
import type { Finding } from '../problems.ts'
import type { Manifest } from '../schema/manifest.ts'
import { across, eachService, type Rule } from './rule.ts'

/** A task cannot start without what it mounts. */
export const declaredMounts: Rule = across(['filesystems'], ({ filesystems }, { services }) =>
  Object.entries(services).flatMap(([service, { mounts }]) =>
    Object.entries(mounts).flatMap(([path, target]) => {
      const refusal = refusedMount(target, filesystems)
      return refusal ? [{ path: ['services', service, 'mounts', path], ...refusal }] : []
    }),
  ),
)

function refusedMount(
  target: string,
  filesystems: Manifest['filesystems'],
): Pick<Finding, 'message' | 'remedy'> | undefined {
  const [name = '', point = ''] = target.split('.')
  const filesystem = Object.hasOwn(filesystems, name) ? filesystems[name] : undefined
  if (!filesystem) {
    const known = Object.keys(filesystems)
    const remedy = known.length > 0 ? suggest(name, known) : `Declare it: \`filesystems: {${name}: {}}\`.`
    return { message: `There is no file system \`${name}\`.`, remedy }
  }
  const known = Object.keys(filesystem.accessPoints)
  if (known.includes(point)) return undefined
  const example = `\`filesystems.${name}.accessPoints: {${point}: /${point}}\``
  const remedy = known.length > 0 ? suggest(point, known) : `Declare it: ${example}.`
  return { message: `The file system \`${name}\` has no access point \`${point}\`.`, remedy }
}

/** "Fargate tasks must use platform version 1.4.0 or later" (ECS developer guide, "Amazon EFS volumes"). */
export const mountPlatform: Rule = eachService(({ mounts, platformVersion }, { path }) => {
  const [major = 0, minor = 0] = platformVersion.split('.').map(Number)
  const isOld = platformVersion !== 'LATEST' && (major < 1 || (major === 1 && minor < 4))
  if (!isOld || Object.keys(mounts).length === 0) return []
  const message = `Fargate mounts no file system on platform version ${platformVersion}.`
  return [{ path: [...path, 'platformVersion'], message, remedy: 'Write 1.4.0 or later, or LATEST.' }]
})
