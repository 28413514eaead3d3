import type { Command } from '@oclif/core'
import { BaseCommand } from './base-command.ts'
import { commonFlags, manifestFlags } from './flags.ts'

/** A command about the manifest alone: it reaches no AWS. */
export abstract class ManifestCommand<T extends typeof Command, Result> extends BaseCommand<T, Result> {
  static override baseFlags = { ...commonFlags, ...manifestFlags }

  protected get manifestPath(): string {
    return (this.flags as { manifest: string }).manifest
  }
}
