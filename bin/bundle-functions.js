// Part of the build: makes one file of each function that ships with deployctl. Lambda's own SDK stays outside.
import { mkdir, stat } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const at = path => fileURLToPath(new URL(`../${path}`, import.meta.url))
const largest = 200 * 1024

await mkdir(at('dist/functions'), { recursive: true })
for (const name of ['waker', 'idler']) {
  const outfile = at(`dist/functions/${name}.mjs`)
  await build({
    entryPoints: [at(`src/lib/on-demand/${name}/index.ts`)],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node22',
    format: 'esm',
    external: ['@aws-sdk/*'],
    logLevel: 'warning',
  })
  const { size } = await stat(outfile)
  if (size > largest) throw new Error(`${name}.mjs has ${size} bytes: a cold start would feel it.`)
}
