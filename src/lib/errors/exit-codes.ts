/** The process exit codes, as documented in docs/exit-codes.md. A code names what the caller can rely on. */
export const exitCodes = {
  done: 0,
  bug: 1,
  usage: 2,
  preflight: 3,
  rolledBack: 4,
  halfway: 5,
  deadline: 6,
  locked: 7,
  credentials: 8,
  changes: 9,
  interrupted: 130,
} as const

export type ExitCategory = keyof typeof exitCodes
export type ExitCode = (typeof exitCodes)[ExitCategory]
