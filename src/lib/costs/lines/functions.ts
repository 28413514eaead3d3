import { hoursPerMonth, type Item, type Lines, type Part } from '../item.ts'

const million = 1_000_000

/** Lambda bills each call, and its memory for as long as it takes. */
export const functions: Lines = (manifest, { usage }) =>
  Object.entries(manifest.functions).map(([name, { memory, architecture, build }]) => {
    const arm = (architecture ?? build?.platforms[0]) === 'linux/arm64'
    return {
      section: 'compute',
      subject: `functions.${name}`,
      what: `Lambda, ${memory} MB, ${arm ? 'ARM64' : 'x86'}`,
      parts: calls(usage.functionCalls, usage.functionMs / 1000, memory, arm ? 'arm64' : 'x86'),
      assumes: ['functionCalls', 'functionMs'],
    }
  })

/** What looks whether anybody is there takes a second or less; what wakes is called seldom beside it. */
const look = { memory: 512, seconds: 1 }

export const onDemandFunctions: Lines = ({ onDemand }): Item[] => {
  if (!onDemand) return []
  const looks = (hoursPerMonth * 3600) / onDemand.idle.checkEvery
  return [
    {
      section: 'compute',
      subject: 'onDemand',
      what: 'Lambda, waking and looking whether anybody is there',
      parts: [
        ...calls(looks, look.seconds, look.memory, 'arm64'),
        { price: 'scheduler.million-invocations', quantity: looks / million },
      ],
    },
  ]
}

function calls(count: number, seconds: number, megabytes: number, chip: 'x86' | 'arm64'): Part[] {
  return [
    { price: 'lambda.million-requests', quantity: count / million },
    { price: `lambda.${chip}.thousand-gb-seconds`, quantity: (count * seconds * megabytes) / 1024 / 1000 },
  ]
}
