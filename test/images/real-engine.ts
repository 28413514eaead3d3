import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { type Event, makeClock } from '../../src/lib/events/index.ts'
import { type BuildSpec, type Credentials, engineAvailable, openEngine } from '../../src/lib/images/index.ts'
import { installed } from './real-registry.ts'
import { type Workspace, workspace } from './workspace.ts'

const busybox = ['/bin/busybox', '/usr/bin/busybox'].find(path => existsSync(path))
const missing = [
  (await engineAvailable()) ? [] : 'no Docker Engine answers',
  installed('docker-registry') ? [] : 'docker-registry is not installed',
  busybox ? [] : 'busybox-static is not installed',
].flat()

export const cannotRun = missing.length > 0
/** Goes into the titles of suites that cannot run here, for nobody to miss it. */
export const notice = cannotRun ? ` — SKIPPED, NOTHING PROVEN: ${missing.join(', ')}` : ''
// The reporter leaves the titles of skipped suites out.
if (cannotRun) process.stderr.write(`test/images${notice}\n`)

// No other run on this engine has built the same.
const salt = randomUUID()
export const project = `test-${salt.slice(0, 8)}`

export const dockerfile = `FROM scratch AS base
COPY busybox /bin/busybox
ARG GREETING=hi
RUN ["/bin/busybox", "sh", "-c", "echo $GREETING > /greeting"]
FROM base
COPY salt content /
CMD ["/bin/busybox", "cat", "/content"]
`

/** Runs its content, by a shell that has all of busybox. */
export const scriptDockerfile = `FROM scratch
COPY busybox /bin/busybox
COPY busybox /bin/sh
COPY salt content /
CMD ["/bin/sh", "/content"]
`

/** An application of three layers, around a static busybox: no base image to be pulled from anywhere. */
export async function app(content: string, own = dockerfile): Promise<Workspace> {
  const space = await workspace({ Dockerfile: own, content, salt })
  await copyFile(busybox ?? '', join(space.path, 'busybox'))
  return space
}

export function specFor({ path }: Workspace, service: string, more: Partial<BuildSpec> = {}): BuildSpec {
  return { project, service, context: path, ...more }
}

/** Options of a run, with what it told. */
export function run(credentials?: Credentials) {
  const events: Event[] = []
  return { events, emit: (event: Event) => void events.push(event), clock: makeClock(), credentials }
}

afterAll(async () => {
  if (cannotRun) return
  const { docker } = await openEngine()
  for (const image of await docker.listImages({ filters: { label: [`deployctl.project=${project}`] } })) {
    await docker.getImage(image.Id).remove({ force: true })
  }
})
