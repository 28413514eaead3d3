import { text } from 'node:stream/consumers'
import type { Command } from '@oclif/core'
import { DeployctlError } from '../errors/index.ts'
import type { Emit } from '../events/index.ts'
import type { ValuePreview } from '../runbooks/secrets-preview.ts'
import type { Entry, GivenValue, PutResult, Redactor } from '../secrets/index.ts'
import { makeRedactor } from '../secrets/redaction.ts'
import { type Theme, table } from '../ui/format.ts'
import { EnvironmentCommand } from './environment-command.ts'

/** A command that handles secret values. Whatever goes wrong, no value that it has seen is shown. */
export abstract class SecretsCommand<T extends typeof Command, Result> extends EnvironmentCommand<T, Result> {
  readonly #redactor = makeRedactor()

  /** Everything on standard input. */
  protected async readInput(): Promise<string> {
    return this.seen(await text(process.stdin))
  }

  /** Asks for each value in turn. @throws DeployctlError `secrets.value-missing` with all of them, where nobody can answer */
  protected async askAll(entries: readonly Entry[]): Promise<GivenValue[]> {
    if (entries.length > 0 && !process.stdin.isTTY) {
      const labels = entries.map(({ label }) => label)
      throw new DeployctlError('secrets.value-missing', {
        message: `These have no value yet: ${labels.join(', ')}.`,
        data: { missing: labels },
      })
    }
    const { askedValue } = await import('../secrets/index.ts')
    this.closeScreen()
    const given: GivenValue[] = []
    for (const entry of entries)
      given.push(
        await askedValue(entry, async ({ message }) => this.seen(await this.prompts.secret(message))),
      )
    await this.openScreen()
    return given
  }

  protected seen(value: string): string {
    this.#redactor.remember(value)
    return value
  }

  protected override async openScreen(): Promise<Emit> {
    const emit = await super.openScreen()
    return event => emit(this.#redactor.maskAll(event))
  }

  /** AWS may repeat a value that it refuses. */
  override async catch(error: Error): Promise<void> {
    return super.catch(masked(error, this.#redactor))
  }
}

function masked(error: Error, redactor: Redactor): Error {
  if (error instanceof DeployctlError) {
    const { message, hint, problems, data, cause } = error
    return new DeployctlError(error.code, {
      ...redactor.maskAll({ message, hint, problems, data }),
      cause: cause instanceof Error ? masked(cause, redactor) : cause,
    })
  }
  error.message = redactor.mask(error.message)
  error.stack = redactor.mask(error.stack ?? '')
  return error
}

/** What was stored, or would be, a line each; never a value. */
export function presentStored(
  results: readonly PutResult[] | readonly ValuePreview[],
  theme: Theme,
): string[] {
  if (results.length === 0) return [`${theme.good('✔')} Every value is set already.`]
  return table(
    results.map(result => ('version' in result ? storedRow(result, theme) : previewRow(result, theme))),
  )
}

function storedRow({ label, outcome, version }: PutResult, theme: Theme): string[] {
  return [`${theme.good('✔')} ${label}`, outcome, theme.dim(`version ${version.slice(0, 8)}`)]
}

function previewRow({ label, outcome, by }: ValuePreview, theme: Theme): string[] {
  return [`${theme.dim('○')} ${label}`, outcome, theme.dim(by ?? '')]
}
