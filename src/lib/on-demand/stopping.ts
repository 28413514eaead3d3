import type { Notes } from './cloud/notes.ts'

/** The notes once somebody is there after all: nothing is about to be stopped. Pure. */
export function notesStaying({ stopping: _, ...notes }: Notes): Notes {
  return notes
}

/** The notes once it sleeps: whoever comes now may begin a wake at once. Pure. */
export function notesAsleep(notes: Notes): Notes {
  const { awakeSince: _, wake, ...rest } = notesStaying(notes)
  return { ...rest, ...(wake && { wake: { at: wake.at, by: wake.by, until: 0 } }) }
}
