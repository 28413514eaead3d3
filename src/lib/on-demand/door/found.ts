/**
 * Whether somebody is found behind every service. Pure.
 * @param found addresses of who is well, by service; the awaited one's first
 * @param addresses of which one is to be found behind the awaited service; anybody will do where undefined
 */
export function isEachFound(found: readonly string[][], addresses: readonly string[] | undefined): boolean {
  const [awaited = [], ...others] = found
  const isThere = addresses ? addresses.some(one => awaited.includes(one)) : awaited.length > 0
  return isThere && others.every(({ length }) => length > 0)
}
