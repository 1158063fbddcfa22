/** Size of a chunk in characters, because one chunk for each row would be slow. */
const CHUNK = 16_384

/** A member of a list that is already JSON text, written by PostgreSQL. It is sent unchanged. */
export class WrittenJson {
  constructor(readonly text: string) {}
}

/**
 * The JSON text of a value in chunks, as `JSON.stringify` writes it. An `AsyncIterable` in a plain object is an array in
 * pages, each an array of members. Pages are read one after another, at the reader's speed (contract M51).
 */
export async function* jsonText(value: unknown): AsyncGenerator<string> {
  let chunk = ""
  for await (const piece of pieces(value)) {
    chunk += piece
    if (chunk.length >= CHUNK) {
      yield chunk
      chunk = ""
    }
  }
  yield chunk
}

function pieces(value: unknown): AsyncIterable<string> | Iterable<string> {
  if (isAsyncIterable(value)) {
    return members(value)
  }
  return isPlain(value) ? fields(value) : [JSON.stringify(value) ?? "null"]
}

/** Works on whole pages, because a promise for each member would be most of an export's memory. */
async function* members(pages: AsyncIterable<readonly unknown[]>): AsyncGenerator<string> {
  let before = "["
  for await (const page of pages) {
    if (page.length > 0) {
      yield before + page.map(written).join(",")
      before = ","
    }
  }
  yield before === "[" ? "[]" : "]"
}

function written(member: unknown): string {
  return member instanceof WrittenJson ? member.text : (JSON.stringify(member) ?? "null")
}

async function* fields(object: object): AsyncGenerator<string> {
  let before = "{"
  for (const [key, member] of Object.entries(object).filter(([, member]) => member !== undefined)) {
    yield `${before}${JSON.stringify(key)}:`
    yield* pieces(member)
    before = ","
  }
  yield before === "{" ? "{}" : "}"
}

function isAsyncIterable(value: unknown): value is AsyncIterable<readonly unknown[]> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value
}

function isPlain(value: unknown): value is object {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype
}
