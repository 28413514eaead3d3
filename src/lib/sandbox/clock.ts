/** Virtual time: it starts at a given moment and runs `speed` times as fast as the real one. */
export class Clock {
  readonly speed: number
  #virtualStart: number
  readonly #realStart = performance.now()

  /**
   * @param startAt virtual time to start from, in ms since the epoch
   * @param speed virtual ms per real ms; 0 stands still until advanced by hand
   */
  constructor(startAt: number, speed: number) {
    this.#virtualStart = startAt
    this.speed = speed
  }

  /** Virtual ms since the epoch, whole. */
  now(): number {
    return Math.floor(this.#virtualStart + (performance.now() - this.#realStart) * this.speed)
  }

  advance(ms: number): void {
    this.#virtualStart += ms
  }

  /** Real ms until a virtual moment; Infinity while time stands still before it. */
  realMsUntil(virtual: number): number {
    return Math.max(0, (virtual - this.now()) / this.speed || 0)
  }
}
