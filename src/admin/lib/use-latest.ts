import { useCallback, useRef } from "react"

/** The newest version of a function, in one that stays the same. */
export function useLatest<Arguments extends unknown[]>(
  work: (...given: Arguments) => unknown,
): (...given: Arguments) => void {
  const latest = useRef(work)
  latest.current = work
  return useCallback((...given: Arguments) => void latest.current(...given), [])
}
