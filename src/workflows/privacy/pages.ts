/**
 * A list that is read in pages, ordered by id, at the reader's speed. One page is in memory at a time.
 *
 * @param size rows of a page, at least 1
 * @param read the first `take` rows with an id above `after` (`""` for the first page), ordered by id
 */
export async function* inPages<Row extends { id: string }>(
  size: number,
  read: (after: string, take: number) => Promise<Row[]>,
): AsyncGenerator<Row[]> {
  let page: Row[]
  let after = ""
  do {
    page = await read(after, size)
    yield page
    after = page.at(-1)?.id ?? after
  } while (page.length === size)
}

/**
 * A list whose first page is already read, so that a failure there rejects before an export begins (contract M51).
 *
 * @returns the same pages, which can be read once
 */
export async function begun<Row>(list: AsyncIterable<Row[]>): Promise<AsyncIterable<Row[]>> {
  const pages = list[Symbol.asyncIterator]()
  let next = await pages.next()
  async function* all() {
    for (; !next.done; next = await pages.next()) {
      yield next.value
    }
  }
  return all()
}

/** Maps the members of the pages. */
export async function* mapped<Row, Member>(
  list: AsyncIterable<Row[]>,
  change: (row: Row) => Member,
): AsyncGenerator<Member[]> {
  for await (const page of list) {
    yield page.map(change)
  }
}

/** Filters the rows of the pages. */
export async function* kept<Row>(list: AsyncIterable<Row[]>, keeps: (row: Row) => boolean): AsyncGenerator<Row[]> {
  for await (const page of list) {
    yield page.filter(keeps)
  }
}

/** How many rows a list has. */
export async function countOf(list: AsyncIterable<unknown[]>): Promise<number> {
  let count = 0
  for await (const page of list) {
    count += page.length
  }
  return count
}

/** Reads a whole list, for small rows. */
export async function allOf<Row>(list: AsyncIterable<Row[]>): Promise<Row[]> {
  const all: Row[] = []
  for await (const page of list) {
    all.push(...page)
  }
  return all
}
