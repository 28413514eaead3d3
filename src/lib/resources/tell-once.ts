/** Passes on what is new: a wait that looks every few seconds has mostly the same to tell. */
export function tellOnce(tell: (detail: string) => void): (detail: string) => void {
  let last: string | undefined
  return detail => {
    if (detail !== last) tell(detail)
    last = detail
  }
}
