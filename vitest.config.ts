import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/global-setup.ts',
    // Most suites wait for a clock or a process, and start several of their own.
    maxWorkers: 3,
    // What waits for real seconds of other processes takes long on a busy machine; on CI it may try once more.
    testTimeout: 180_000,
    hookTimeout: 300_000,
    retry: process.env.CI ? 1 : 0,
  },
})
