/** Something that would make a deploy fail, found before anything was changed. */
export interface Finding {
  readonly message: string
  /** The command that mends it, or what to write instead. */
  readonly hint: string
}

/** What one kind of check came to. */
export interface Checked<T> {
  /** How many things it looked at. */
  readonly checks: number
  readonly findings: readonly Finding[]
  readonly value: T
}
