/**
 * A value that is made when it is first asked for. What a store may never use should cost its start neither time nor memory.
 *
 * @param make is called once; where it throws, the next call tries again
 */
export function lazy<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
