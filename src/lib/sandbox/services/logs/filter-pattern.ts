/**
 * A test for CloudWatch's filter patterns of words: all plain words, any of those behind `?`, none of those behind
 * `-`; quotes hold a phrase together. Patterns on JSON fields match everything.
 */
export function matcherOf(pattern: string): (message: string) => boolean {
  const text = pattern.trim()
  if (text === '' || text.startsWith('{') || text.startsWith('[')) return () => true
  const terms = [...text.matchAll(/([?-]?)(?:"((?:[^"\\]|\\.)*)"|(\S+))/g)].map(([, mark, quoted, word]) => ({
    mark,
    text: quoted?.replace(/\\(.)/g, '$1') ?? word ?? '',
  }))
  const of = (mark: string) => terms.filter(term => term.mark === mark).map(term => term.text)
  const [all, any, none] = [of(''), of('?'), of('-')]
  return message =>
    all.every(word => message.includes(word)) &&
    (any.length === 0 || any.some(word => message.includes(word))) &&
    !none.some(word => message.includes(word))
}
