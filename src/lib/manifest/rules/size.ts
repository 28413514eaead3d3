import type { Path } from '../path.ts'
import type { Finding } from '../problems.ts'
import { eachService, type Rule } from './rule.ts'

const GiB = 1024

/** MiB that Fargate offers for each number of CPU units (Amazon ECS Developer Guide, "Fargate task definition parameters"). */
export const memorySizes: Readonly<Record<number, readonly number[]>> = {
  256: [512, 1 * GiB, 2 * GiB],
  512: steps(1, 4, 1),
  1024: steps(2, 8, 1),
  2048: steps(4, 16, 1),
  4096: steps(8, 30, 1),
  8192: steps(16, 60, 4),
  16384: steps(32, 120, 8),
}

function steps(from: number, to: number, step: number): number[] {
  return Array.from({ length: (to - from) / step + 1 }, (_, index) => (from + index * step) * GiB)
}

/** Fargate sells CPU and memory in fixed pairs. */
export const fargateSize: Rule = eachService((service, { path }) => sizeFindings(service, path))

/** What is wrong with a size, as problems of the keys below `path`. */
export function sizeFindings({ cpu, memory }: { cpu: number; memory: number }, path: Path): Finding[] {
  const sizes = memorySizes[cpu]
  if (!sizes) {
    const remedy = `Write one of ${Object.keys(memorySizes).join(', ')}.`
    return [{ path: [...path, 'cpu'], message: `Fargate has no ${cpu} CPU units.`, remedy }]
  }
  if (sizes.includes(memory)) return []
  const message = `Fargate has no ${memory} MiB of memory with ${cpu} CPU units.`
  return [
    { path: [...path, 'memory'], message, remedy: `With cpu ${cpu}, write one of ${sizes.join(', ')}.` },
  ]
}
