import { relative, resolve } from 'node:path'
import { DeployctlError } from '../errors/index.ts'
import type { BuildProgress } from './build-progress.ts'
import { platformsOf } from './build-spec.ts'
import type { ImageSource } from './content-hash.ts'
import type { Engine } from './engine.ts'
import { presenter } from './output.ts'

/** Why a build failed: the step, the builder's words, the last lines, and how to see it again by hand. */
export function buildFailure(engine: Engine, image: ImageSource, progress: BuildProgress): DeployctlError {
  const { spec } = image
  const present = presenter(spec)
  const reason = present(progress.error ?? '')
  const step = progress.step === undefined ? undefined : present(progress.step)
  const output = progress.output.map(present).filter(line => line !== '')
  const platform = platformsOf(spec)[0]
  const data = { service: spec.service, platform, step, reason, output }
  const platformProblem = platformProblemOf([reason, ...output], platform, engine)
  if (platformProblem) {
    return new DeployctlError('images.platform-unsupported', {
      message: `${spec.service} cannot be built for ${platform}: ${platformProblem.message}`,
      hint: platformProblem.hint,
      data,
    })
  }
  const at = step === undefined ? '' : ` at \`${step}\``
  return new DeployctlError('images.build-failed', {
    message: [
      `The image of ${spec.service} failed to build${at}: ${reason}`,
      ...output.map(line => `  ${line}`),
    ].join('\n'),
    hint: `See it again with \`${commandOf(image)}\`.`,
    data,
  })
}

function platformProblemOf(lines: readonly string[], platform: string, engine: Engine) {
  const [, architecture = platform] = platform.split('/')
  if (lines.some(line => /exec format error/i.test(line))) {
    return {
      message: `this engine (${engine.platform}) cannot run its programs.`,
      hint: `Teach the engine to emulate it, with \`docker run --privileged --rm tonistiigi/binfmt --install ${architecture}\`, or build on a ${platform} machine.`,
    }
  }
  const missing = lines.find(line =>
    /no match(ing manifest)? for |does not match the specified platform/.test(line),
  )
  if (missing === undefined) return undefined
  return {
    message: `a base image is not there for it: ${missing}`,
    hint:
      engine.builder.kind === 'classic'
        ? `The classic builder (${engine.builder.reason}) mixes platforms up: turn BuildKit on, or use base images made for ${platform}.`
        : `Use base images made for ${platform}, or another one in \`build.platforms\`.`,
  }
}

/** Arguments by name only, as `docker build` reads their values from the environment. */
function commandOf({ spec }: ImageSource): string {
  const dockerfile = resolve(spec.context, spec.dockerfile ?? 'Dockerfile')
  const words = ['docker', 'build', '--platform', platformsOf(spec)[0]]
  if (spec.target !== undefined) words.push('--target', spec.target)
  for (const name of Object.keys(spec.args ?? {})) words.push('--build-arg', name)
  if (relative(spec.context, dockerfile) !== 'Dockerfile') words.push('--file', dockerfile)
  return [...words, spec.context].map(word => (/[^\w@%+=:,./-]/.test(word) ? `'${word}'` : word)).join(' ')
}
