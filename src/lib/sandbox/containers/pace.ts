/** How virtual durations become real ones, for programs that run no faster for the sandbox's clock. */
export class Pace {
  readonly #speed: number

  /** @param speed virtual ms per real ms; a clock that stands still counts as the real one */
  constructor(speed: number) {
    this.#speed = speed || 1
  }

  /** Real ms of a virtual duration, and never less than `atLeastMs`. */
  realMs(virtualMs: number, atLeastMs: number): number {
    return Math.max(atLeastMs, virtualMs / this.#speed)
  }

  /** Virtual ms that pass while a program has so many real ones. */
  virtualMs(realMs: number): number {
    return realMs * this.#speed
  }
}
