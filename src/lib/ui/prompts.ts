import { DeployctlError } from '../errors/index.ts'

/** Questions to a person. Off a terminal each one throws `usage.confirmation-required` or `usage.value-required`. */
export interface Prompts {
  confirm(question: string): Promise<boolean>
  /** Asks for a word to be typed, such as the name of an environment. */
  typed(question: string, expected: string): Promise<boolean>
  /** A value that is not shown. */
  secret(question: string): Promise<string>
  text(question: string, initial?: string): Promise<string>
  choose(question: string, options: readonly { value: string; label: string }[]): Promise<string>
}

export function terminalPrompts(): Prompts {
  return {
    confirm: async message => answered(await (await clack()).confirm({ message, initialValue: false })),
    typed: async (question, expected) => {
      const message = `${question} Type ${expected} to go on.`
      return answered(await (await clack()).text({ message })) === expected
    },
    secret: async message => answered(await (await clack()).password({ message })),
    text: async (message, initial) =>
      answered(await (await clack()).text({ message, ...(initial ? { initialValue: initial } : {}) })),
    choose: async (message, options) =>
      answered(await (await clack()).select({ message, options: [...options] })),
  }
}

/** Off a terminal there is nobody to ask. */
export function noPrompts(): Prompts {
  const refuse =
    (code: 'usage.confirmation-required' | 'usage.value-required') => async (question: string) => {
      throw new DeployctlError(code, { message: `Nobody is there to answer: ${question}` })
    }
  return {
    confirm: refuse('usage.confirmation-required'),
    typed: refuse('usage.confirmation-required'),
    secret: refuse('usage.value-required'),
    text: refuse('usage.value-required'),
    choose: refuse('usage.value-required'),
  }
}

function clack() {
  return import('@clack/prompts')
}

function answered<T>(answer: T): Exclude<T, symbol> {
  if (typeof answer === 'symbol') throw new DeployctlError('run.interrupted', { message: 'Cancelled.' })
  return answer as Exclude<T, symbol>
}
