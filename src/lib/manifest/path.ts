/** Where a value is: keys of maps and indices of lists, from the top of the manifest. */
export type Path = readonly (string | number)[]

/** `services.api.routes[0]`, with keys that hold dots in brackets: `parameters["/app/db.url"]`. */
export function formatPath(path: Path): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`
    if (!/^[\w/-]+$/.test(part)) return `${text}[${JSON.stringify(part)}]`
    return text === '' ? part : `${text}.${part}`
  }, '')
}

/** The reverse of `formatPath`, and lenient: what is between dots and brackets is a key. */
export function parsePath(text: string): Path {
  const parts = text.matchAll(/\["([^"]*)"\]|\[(\d+)\]|([^.[\]]+)/g)
  return [...parts].map(([, quoted, index, plain]) =>
    index === undefined ? (quoted ?? plain ?? '') : Number(index),
  )
}
