/** All sizes are in pixels of an unscaled picture. */
export const box = {
  width: 190,
  /** Between two boxes of a row; lines pass here. */
  gap: 52,
  headHeight: 38,
  lineHeight: 15,
  /** Of one without small print. */
  lowest: 44,
} as const

export const frame = {
  /** Above the content of a group, for its label. */
  top: 34,
  bottom: 16,
  side: 18,
} as const

export const wire = {
  /** Between two lines that run beside one another. */
  apart: 12,
  /** Between a line and a box that it passes. */
  clearance: 12,
  /** Above and below the lines between two rows. */
  margin: 14,
  /** Between two lines that enter or leave a box on one side. */
  port: 28,
  /** By which one moves that would run into another. */
  nudge: 5,
} as const

/** Room for the words on a line. */
export const tagLane = 30

export const page = { margin: 20, heading: 34 } as const

/** How many boxes stand side by side. */
export const perRow = { main: 4, side: 2 } as const
