import { Composer, type CST, type Document, Lexer, LineCounter, type ParsedNode, Parser } from 'yaml'
import type { Problem } from '../../errors/index.ts'
import { invalid } from '../problems.ts'
import type { Position } from '../tree.ts'
import { explainSyntax } from './syntax.ts'

/** A manifest is some ten levels deep. */
export const maximumDepth = 64

export interface Composed {
  readonly contents: ParsedNode
  position(offset: number): Position
}

/**
 * Parses one YAML document, its nesting bounded before the recursive half of the parser sees it:
 * past some 785 levels yaml 2.9 throws, and a second time in one process it aborts Node.
 * @throws {DeployctlError} `manifest.invalid` with every syntax problem.
 */
export function compose(text: string, file: string): Composed {
  const lines = new LineCounter()
  const position = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return { line, column: col }
  }
  const documents = [...new Composer({ uniqueKeys: false }).compose(tokens(text, lines, file))]
  const problems = documents.flatMap(document => syntaxProblems(document, file, position))
  const [first, second] = documents
  if (second) problems.push(severalDocuments(file, position(second.range[0])))
  if (problems.length > 0) throw invalid(file, problems)
  if (!first?.contents || isBlank(first.contents)) throw invalid(file, [empty(file)])
  return { contents: first.contents, position }
}

function* tokens(text: string, lines: LineCounter, file: string): Generator<CST.Token> {
  const parser = new Parser(lines.addNewLine)
  lines.addNewLine(0)
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme)
    if (parser.stack.length > maximumDepth) {
      const { line, col } = lines.linePos(parser.offset)
      const message = `This is nested more than ${maximumDepth} levels deep.`
      throw invalid(file, [
        { file, line, column: col, message, remedy: 'Look for brackets that never close.' },
      ])
    }
  }
  yield* parser.end()
}

function syntaxProblems(
  document: Document.Parsed,
  file: string,
  position: (offset: number) => Position,
): Problem[] {
  return [...document.errors, ...document.warnings].map(error => ({
    file,
    ...position(error.pos[0]),
    ...explainSyntax(error),
  }))
}

function severalDocuments(file: string, at: Position): Problem {
  const message = 'A second document begins here.'
  return {
    file,
    ...at,
    message,
    remedy: 'Keep one document a file; write environments under `environments`.',
  }
}

function empty(file: string): Problem {
  return {
    file,
    line: 1,
    column: 1,
    message: 'The file is empty.',
    remedy: 'Write one with `deployctl init`.',
  }
}

function isBlank(node: ParsedNode): boolean {
  return 'value' in node && node.value === null && node.range[0] === node.range[1]
}
