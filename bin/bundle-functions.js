// Part of the build: makes one file of each function that ships with deployctl. Lambda's own SDK stays outside.
import { mkdir, stat } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const at = path => fileURLToPath(new URL(`../${path}`, import.meta.url))
const largest = 200 * 1024

await mkdir(at('dist/functions'), { recursive: true })
for (const name of ['waker', 'idler']) {
  const bundle = await rolldown({
    input: at(`src/lib/on-demand/${name}/index.ts`),
    platform: 'node',
    external: /^@aws-sdk\//,
    logLevel: 'warn',
  })
  const file = at(`dist/functions/${name}.mjs`)
  await bundle.write({ file, format: 'esm', minify: true, codeSplitting: false })
  await bundle.close()
  const { size } = await stat(file)
  if (size > largest) throw new Error(`${name}.mjs has ${size} bytes: a cold start would feel it.`)
}
