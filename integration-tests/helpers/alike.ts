import { readStatements } from "./statement-log/read"

/** What a client sees of an answer, and how many milliseconds it took. */
export type Seen = { shape: string; took: number }

/** How two kinds of calls look from outside. */
export type Compared = {
  /** Every shape that the calls with the one kind of mailbox had, and those with the other. */
  known: Set<string>
  unknown: Set<string>
  /** The share of pairs in which the call for the known mailbox took longer, 0 to 1. */
  slower: number
}

/**
 * Makes calls for known and for unknown mailboxes in pairs, one right after the other, each of them first as often. Where
 * both take the same path, the known one is the slower of half of the pairs: of 200 pairs, a share outside of 0.35 to 0.65
 * comes by chance once in 40,000 runs. Whatever else the machine does hits both. Prints the medians.
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
 * What each request sent whose name begins like this: the same statements for all of them, whatever their values, sorted as
 * some of them run side by side.
 *
 * @throws where there is none, or they differ
 */
export function onlyStatements(file: string, name: string): string[] {
  const requests = [...readStatements(file)].filter(([request]) => request.startsWith(name))
  const lists = requests.map(([, statements]) =>
    statements
      // A new connection, which whoever comes first has to open.
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
