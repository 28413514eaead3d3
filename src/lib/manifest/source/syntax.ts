import type { YAMLError } from 'yaml'

interface Explanation {
  readonly message: string
  readonly remedy: string
}

/** The mistakes that people make in YAML, in plain words; they never quote the file, which may hold a secret. */
const explanations: Partial<Record<YAMLError['code'], Explanation>> = {
  TAB_AS_INDENT: { message: 'A tab is used as indentation.', remedy: 'Indent with spaces.' },
  BAD_INDENT: {
    message: 'The indentation does not fit the lines above.',
    remedy: 'Indent keys of one map by the same number of spaces.',
  },
  MISSING_CHAR: {
    message: 'A quote, bracket, comma or colon is missing.',
    remedy: 'Close every quote and bracket, and write a space after each colon.',
  },
  BLOCK_AS_IMPLICIT_KEY: {
    message: 'A map begins in the middle of a line.',
    remedy: 'Begin it on a line of its own, or quote a text that holds `: `.',
  },
  MULTILINE_IMPLICIT_KEY: {
    message: 'A key goes on over several lines.',
    remedy: 'Write `key: value` on one line.',
  },
  BAD_SCALAR_START: {
    message: 'A text cannot begin with this character unless it is quoted.',
    remedy: 'Put the text in quotes.',
  },
  BAD_DQ_ESCAPE: {
    message: 'This is no escape that YAML knows.',
    remedy: "Write \\\\ for a backslash, or use 'single quotes'.",
  },
  TAG_RESOLVE_FAILED: {
    message: 'A manifest has no YAML tags of its own.',
    remedy: 'Remove the word that begins with `!`, or quote the text.',
  },
  UNEXPECTED_TOKEN: {
    message: 'This does not belong here.',
    remedy: 'Look for a missing quote, bracket or colon before it.',
  },
}

export function explainSyntax(error: YAMLError): Explanation {
  return (
    explanations[error.code] ?? {
      message: `This is not YAML: ${error.message.split(':')[0]}.`,
      remedy: 'Look for a missing quote, bracket or colon.',
    }
  )
}
