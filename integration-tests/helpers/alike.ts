import { readStatements } from "./statement-log/read"

/** The visible part of an answer, and its duration in milliseconds. */
export type Seen = { shape: string; took: number }

/** A comparison of two kinds of calls from the client's side. */
export type Compared = {
  /** All shapes of answers for the one kind of mailbox, and for the other. */
  known: Set<string>
  unknown: Set<string>
  /** The share of pairs in which the call for the known mailbox took longer, 0 to 1. */
  slower: number
}

/**
 * Calls known and unknown mailboxes in pairs, one directly after the other, each first in half of the pairs. If both take
 * the same path, the known one is slower in half of the pairs. With 200 pairs, a share outside 0.35 to 0.65 happens by
 * chance once in 40,000 runs. Other load on the machine affects both. Prints the medians.
 */
export async function compareInPairs(
  what: string,
  pairs: number,
  call: (isKnown: boolean, pair: number) => Promise<Seen>,
): Promise<Compared> {
  const seen = { known: [] as Seen[], unknown: [] as Seen[] }
  for (let i = 0; i < pairs; i++) {
    for (const isKnown of i % 2 ? [false, true] : [true, false]) {
      seen[isKnown ? "known" : "unknown"].push(await call(isKnown, i))
    }
  }
  const slower = seen.known.filter(({ took }, i) => took > (seen.unknown[i]?.took ?? 0)).length / pairs
  const [known, unknown] = [median(seen.known), median(seen.unknown)]
  process.stderr.write(
    `${what}: medians of ${pairs} calls each: known ${known} ms, unknown ${unknown} ms; ` +
      `known slower in ${Math.round(slower * 100)} % of the pairs\n`,
  )
  return { known: shapes(seen.known), unknown: shapes(seen.unknown), slower }
}

/**
 * The statements of each request whose name begins like this. They must be the same for all, regardless of values, and are
 * sorted because some run in parallel.
 *
 * @throws if there is none, or if they differ
 */
export function onlyStatements(file: string, name: string): string[] {
  const requests = [...readStatements(file)].filter(([request]) => request.startsWith(name))
  const lists = requests.map(([, statements]) =>
    statements
      // A new connection, which the first request opens.
      .filter((sql) => !sql.startsWith("set search_path"))
      .map((sql) => sql.replace(/'[^']*'/g, "?"))
      .sort(),
  )
  const different = [...new Set(lists.map((list) => JSON.stringify(list)))]
  if (different.length !== 1) throw new Error(`${name}: ${different.length} ways: ${different.join("\nor\n")}`)
  return lists[0] ?? []
}

const shapes = (seen: Seen[]) => new Set(seen.map(({ shape }) => shape))

function median(seen: Seen[]): string {
  const sorted = seen.map(({ took }) => took).sort((a, b) => a - b)
  return (sorted[Math.floor(sorted.length / 2)] ?? 0).toFixed(2)
}
