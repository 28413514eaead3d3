import { createInterface } from 'node:readline'
import { PassThrough, type Readable } from 'node:stream'
import type Docker from 'dockerode'

const flushMs = 100

/**
 * Reads what a container writes, until it ends, and hands it on in batches of lines.
 *
 * @param attached stdout and stderr in one stream, as the engine gives them
 * @returns when the last line has been handed on
 */
export async function readOutput(
  docker: Docker,
  attached: NodeJS.ReadableStream,
  tell: (lines: readonly string[]) => Promise<void>,
): Promise<void> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  docker.modem.demuxStream(attached, stdout, stderr)
  const finish = () => {
    stdout.end()
    stderr.end()
  }
  attached.once('end', finish).once('close', finish).once('error', finish)
  let waiting: string[] = []
  let told = Promise.resolve()
  const flush = () => {
    const lines = waiting
    waiting = []
    if (lines.length > 0) told = told.then(() => tell(lines))
    return told
  }
  const timer = setInterval(flush, flushMs)
  const take = (line: string) => void waiting.push(line)
  try {
    await Promise.all([eachLine(stdout, take), eachLine(stderr, take)])
    await flush()
  } finally {
    clearInterval(timer)
  }
}

async function eachLine(input: Readable, take: (line: string) => void): Promise<void> {
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) take(line)
}
