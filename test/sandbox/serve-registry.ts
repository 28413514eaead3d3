import { startSandbox } from '../../src/lib/sandbox/index.ts'
import { ecr } from '../../src/lib/sandbox/services/ecr/index.ts'

/** A sandbox with a registry in a process of its own, for a test to kill. */
const { endpoint } = await startSandbox({ services: [ecr], directory: process.argv[2]! })
process.stdout.write(`${endpoint}\n`)
