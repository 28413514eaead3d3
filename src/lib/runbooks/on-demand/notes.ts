import { DeployctlError } from '../../errors/index.ts'
import type { Notes } from '../../on-demand/cloud/notes.ts'
import { insist } from '../../on-demand/insist.ts'
import type { Ledger } from '../../releases/ledger.ts'

export type { Notes } from '../../on-demand/cloud/notes.ts'

const key = 'on-demand.json'

/** What the functions and the command line remember of what sleeps on demand. */
export async function readNotes(ledger: Ledger): Promise<Notes> {
  return (await ledger.read<Notes>(key))?.value ?? { version: 1 }
}

/**
 * Changes what is remembered, whoever else writes at the same time: the functions do not ask for the lock.
 * @throws DeployctlError `ledger.conflict`
 */
export async function changeNotes(ledger: Ledger, change: (notes: Notes) => Notes): Promise<Notes> {
  const written = await insist(async () => {
    const stored = await ledger.read<Notes>(key)
    const changed = change(stored?.value ?? { version: 1 })
    const etag = stored ? await ledger.replace(key, changed, stored.etag) : await ledger.create(key, changed)
    return etag === undefined ? undefined : changed
  })
  if (written) return written
  throw new DeployctlError('ledger.conflict', { message: `The ledger's ${key} could not be written.` })
}
