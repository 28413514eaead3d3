// The pictures of the templates' READMEs, drawn from their manifests.
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'

/** The picture of each template, by its name: its last environment, which has everything. */
export async function pictures({ diagram, manifest }, root) {
  const directory = path.join(root, 'templates')
  const names = (await readdir(directory)).sort()
  return await Promise.all(names.map(async name => [name, await pictureOf(path.join(directory, name))]))

  async function pictureOf(template) {
    const file = path.join(template, 'deployctl.yml')
    const source = manifest.parse(await readFile(file, 'utf8'), file)
    const environment = manifest.environmentsOf(source).at(-1)
    const inputs = { env: {}, gitSha: () => undefined }
    return diagram(manifest.resolveManifest(source, environment, inputs), 'svg').text
  }
}
