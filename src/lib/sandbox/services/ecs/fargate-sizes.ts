import { awsError } from '../../aws-error.ts'

const gb = 1024

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html */
const memoryFor: Readonly<Record<number, readonly number[]>> = {
  256: [512, 1 * gb, 2 * gb],
  512: range(1, 4, 1),
  1024: range(2, 8, 1),
  2048: range(4, 16, 1),
  4096: range(8, 30, 1),
  8192: range(16, 60, 4),
  16384: range(32, 120, 8),
  32768: [60 * gb, 120 * gb, 244 * gb],
}

function range(fromGb: number, toGb: number, stepGb: number): number[] {
  return Array.from({ length: (toGb - fromGb) / stepGb + 1 }, (_, index) => (fromGb + index * stepGb) * gb)
}

/** @throws AwsError ClientException where Fargate has no such size */
export function checkFargateSize(cpu: string, memory: string): void {
  if (!memoryFor[Number(cpu)]?.includes(Number(memory))) {
    throw awsError(
      'ClientException',
      `No Fargate configuration exists for given values: ${cpu} CPU, ${memory} memory. See the Amazon ECS documentation for the valid values.`,
    )
  }
}

/** `1 vCPU` and `1024` are the same; ECS answers the latter. */
export function cpuUnits(cpu: string): string {
  return inUnits(cpu, /^([\d.]+)\s*vcpu$/i)
}

/** `2 GB` and `2048` are the same; ECS answers the latter. */
export function memoryUnits(memory: string): string {
  return inUnits(memory, /^([\d.]+)\s*gb$/i)
}

function inUnits(text: string, pattern: RegExp): string {
  const [, whole] = text.match(pattern) ?? []
  return whole === undefined ? text : String(Number(whole) * 1024)
}
