import { run } from '@oclif/core/run'

/**
 * Runs the command line.
 * @param root directory that holds the package's package.json
 */
export async function main(argv: readonly string[], root: string): Promise<void> {
  try {
    await run([...argv], root)
  } catch (error) {
    const { report } = await import('./report.ts')
    report(error, argv, root)
  }
}
