import { startSandbox } from '../../src/lib/sandbox/index.ts'
import { topicService } from './topics.ts'

/** A sandbox in a process of its own, for a test to kill. */
const { endpoint } = await startSandbox({ services: [topicService], directory: process.argv[2]! })
process.stdout.write(`${endpoint}\n`)
