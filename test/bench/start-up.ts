import { duration, type Line, times } from './report.ts'
import { bareNode, deployctl, medians, run } from './timing.ts'

const rounds = 15

/** What it costs to be asked who we are and what we can do, beside a Node that does nothing. */
export async function startUp(): Promise<Line[]> {
  const said = (...words: string[]) => ({
    [words.join(' ')]: async () => (await run(process.execPath, [deployctl, ...words])).ms,
  })
  const { bare, ...rest } = await medians(rounds, {
    bare: async () => (await bareNode()).ms,
    ...said('--version'),
    ...said('--help'),
    ...said('deploy', '--help'),
  })
  return Object.entries<number>(rest).map(([words, ms]) => {
    const most = words === '--version' ? 2 : 4
    return {
      what: `\`${words}\``,
      measured: duration(ms),
      beside: `\`node -e 0\` ${duration(bare!)}`,
      ratio: times(ms / bare!),
      wanted: `≤ ${most} ×`,
      met: ms <= most * bare!,
    }
  })
}
