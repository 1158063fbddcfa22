import { generateEntityId } from "@medusajs/framework/utils"
import { smallestId } from "../../../src/kernel/ulid"
import { createDatabase, query, type TestDatabase } from "../../helpers/database"

export function smallestIds(): void {
  let database: TestDatabase

  beforeAll(async () => {
    database = await createDatabase({ template: "template0" })
  }, 60_000)

  afterAll(() => database?.drop())

  const STEP_MS = 20_000_000_000

  const AT = ["2001-09-09T01:46:40Z", "2025-01-01T00:00:00Z", "2026-11-29T01:00:00Z", "2286-11-20T17:46:39Z"]

  /** Ids of one table as Medusa makes them: random ends at moments of 300 years. */
  function idsOf(prefix: string): string[] {
    return Array.from({ length: 500 }, (_, n) => {
      const at = smallestId(prefix, new Date(n * STEP_MS))
      return at.slice(0, -16) + generateEntityId(undefined, prefix).slice(-16)
    })
  }

  // What the index of a primary key needs: comparing text is comparing time.
  it.each(["C", "en-x-icu", "und-x-icu", "database"])(
    "M52: ids of Medusa are sorted by their time under %s",
    async (name) => {
      const collation = name === "database" ? `"default"` : `"${name}"`
      for (const prefix of ["order", "ordtrx", "cus"]) {
        const ids = idsOf(prefix)
        const sorted = await query<{ id: string }>(
          database,
          `select id from unnest($1::text[]) id order by id collate ${collation}`,
          [ids],
        )
        expect(sorted.map(({ id }) => id)).toEqual([...ids].sort())
        for (const at of AT) {
          const since = new Date(at)
          const found = await query<{ id: string }>(
            database,
            `select id from unnest($1::text[]) id where id >= $2 collate ${collation}`,
            [ids, smallestId(prefix, since)],
          )
          expect(found).toHaveLength(ids.filter((_, n) => n * STEP_MS >= since.getTime()).length)
        }
      }
    },
  )

  it("M52: the smallest id of a moment is not above an id that Medusa makes at that moment", () => {
    const before = new Date()
    const made = generateEntityId(undefined, "order")
    expect(made >= smallestId("order", before)).toBe(true)
    expect(made < smallestId("order", new Date(Date.now() + 1))).toBe(true)
  })
}
