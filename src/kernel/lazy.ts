/**
 * A value that is created at its first use, so that unused parts cost no time and memory at the start.
 *
 * @param make called once; if it throws, the next call tries again
 */
export function lazy<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
