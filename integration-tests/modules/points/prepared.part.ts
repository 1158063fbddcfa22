import { openPointsStore, type PointsStore, settle, trialBalance } from "./store"

export function prepared(): void {
  let store: PointsStore

  beforeAll(async () => {
    store = await openPointsStore()
  })

  afterAll(async () => {
    await store?.close()
  })

  const award = (n: number) => settle(store.points, { order_id: `order_${n}`, mailbox: "ann@example.com", target: 10 })

  const prepared = async () => {
    const { rows } = (await store.db.raw(
      "select name from pg_prepared_statements where name like 'clientele\\_%'",
    )) as {
      rows: { name: string }[]
    }
    return rows.length
  }

  // Guard: the catch in rowsPrepared (src/modules/points/sql/prepared-statements.ts).
  test("R32: awards continue after a pooler has lost the prepared statements", async () => {
    await award(1)
    await Promise.all(Array.from({ length: 20 }, (_one, n) => award(n + 2)))
    expect(await prepared()).toBeGreaterThan(0)

    // As if the pooler had given each of us another's connection: the driver believes that the statement is there.
    const all = Array.from({ length: 10 }, () => store.db.client.acquireConnection())
    const connections = await Promise.all(all)
    await Promise.all(connections.map((connection) => connection.query("deallocate all")))
    await Promise.all(connections.map((connection) => store.db.client.releaseConnection(connection)))

    const answers = await Promise.all(Array.from({ length: 20 }, (_one, n) => award(n + 30)))
    expect(answers.every(({ outcome }) => outcome === "awarded")).toBe(true)
    expect((await store.points.findAccount("ann@example.com"))?.points_balance).toBe(410)
    expect(await trialBalance(store.points)).toEqual([])
  })
}
