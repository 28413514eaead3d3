import path from 'node:path'
import type { Context } from '../context.ts'
import { findFiles } from '../release/sites/read-site.ts'
import type { Checked } from './finding.ts'

/** Whether the files of these sites are there, and can be published. */
export async function checkSites({ manifest }: Context, names: readonly string[]): Promise<Checked<void>> {
  const found = await Promise.all(
    names.map(name => {
      const website = manifest.buckets[name]!.website!
      return findFiles(path.resolve(manifest.directory, website.directory), website)
    }),
  )
  const findings = found.flatMap(({ problems }, index) =>
    problems.map(({ message, hint }) => ({ message: `Site ${names[index]}: ${message}`, hint })),
  )
  return { checks: names.length, findings, value: undefined }
}
