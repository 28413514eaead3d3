import type { Lines } from '../item.ts'

const million = 1_000_000

/** Lambda bills each call, and its memory for as long as it takes. */
export const functions: Lines = (manifest, { usage }) =>
  Object.entries(manifest.functions).map(([name, { memory, architecture, build }]) => {
    const arm = (architecture ?? build?.platforms[0]) === 'linux/arm64'
    const gbSeconds = usage.functionCalls * (usage.functionMs / 1000) * (memory / 1024)
    return {
      section: 'compute',
      subject: `functions.${name}`,
      what: `Lambda, ${memory} MB, ${arm ? 'ARM64' : 'x86'}`,
      parts: [
        { price: 'lambda.million-requests', quantity: usage.functionCalls / million },
        { price: `lambda.${arm ? 'arm64' : 'x86'}.thousand-gb-seconds`, quantity: gbSeconds / 1000 },
      ],
      assumes: ['functionCalls', 'functionMs'],
    }
  })
