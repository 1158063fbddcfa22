import { useEffect, useState } from "react"

/** Debounces a value, so that typing does not send a request for each letter. @param ms milliseconds without a change */
export function useDebounced<Value>(value: Value, ms = 300): Value {
  const [rested, setRested] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), ms)
    return () => clearTimeout(timer)
  }, [value, ms])
  return rested
}
