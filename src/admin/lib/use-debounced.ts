import { useEffect, useState } from "react"

/** A value once it has rested for a moment, so that typing does not call with every letter. @param ms milliseconds of rest */
export function useDebounced<Value>(value: Value, ms = 300): Value {
  const [rested, setRested] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), ms)
    return () => clearTimeout(timer)
  }, [value, ms])
  return rested
}
