import { inspect } from "node:util"
import { rows } from "../../../src/kernel/database"
import { CreditModuleService } from "../../../src/modules/credit"
import { WebhookModuleService } from "../../../src/modules/webhook"
import { query } from "../../helpers/database"
import { openPointsStore, type PointsStore } from "./store"

export function gauges(): void {
  let store: PointsStore
  beforeAll(async () => {
    store = await openPointsStore()
  }, 180_000)
  afterAll(() => store.close())

  test("R68: gauges of points, credit and webhooks equal the figures of the tables", async () => {
    const { points, db, database } = store
    await query(
      database,
      "insert into clientele_points_account (mailbox, balance) values ('gauge@example.com', 40), ('b@example.com', -5)",
    )
    const id = "cus_gauge"
    await query(database, "insert into clientele_credit_account (customer_id, currency_code) values ($1, 'eur')", [id])
    await query(database, "update clientele_credit_account set balance = 12.5, held = 2 where customer_id = $1", [id])
    await query(
      database,
      `insert into clientele_credit_receivable (id, account_id, charged, open, issued_on, due_on)
     values ('crec_gauge', $1, 12.5, 10, '2020-01-01', '2020-01-02')`,
      [id],
    )
    await query(
      database,
      `insert into clientele_webhook_message (event, subject, data, occurred_at)
     values ('clientele.webhook.test', 'a', '{}', now() - interval '1 hour')`,
    )
    expect(await points.readGauges()).toEqual([
      { gauge: "clientele.holds.live", value: 0 },
      { gauge: "clientele.points.outstanding", value: 40 },
    ])
    expect(await new CreditModuleService({ __pg_connection__: db }).readGauges()).toEqual([
      { gauge: "clientele.credit.exposure", value: 14.5, attributes: { currency: "eur" } },
      { gauge: "clientele.credit.overdue", value: 10, attributes: { currency: "eur" } },
    ])
    const [outbox, overdue] = await new WebhookModuleService({ __pg_connection__: db }).readGauges()
    expect(outbox?.value).toBeGreaterThanOrEqual(3600)
    expect(overdue).toEqual({ gauge: "clientele.webhooks.overdue_age", value: 0 })
  })

  // Guard: the lock_timeout of `glance` in src/kernel/database.ts.
  test("M48: a gauge does not wait for a locked table", async () => {
    const { points, db } = store
    const holder = await db.transaction()
    try {
      await holder.raw("lock table clientele_points_hold in access exclusive mode")
      await expect(points.readGauges()).rejects.toMatchObject({ code: expect.stringMatching(/^(55P03|57014)$/) })
    } finally {
      await holder.rollback()
    }
    expect(await points.readGauges()).toHaveLength(2)
  })

  test("M33: a logged error of a statement has none of its values", async () => {
    const { db } = store
    const failing = rows(db, "select ?::text, ?::uuid", ["Jane Doe", "jane@acme.example"])
    const error = (await failing.catch((thrown) => thrown)) as Error
    expect(error).toMatchObject({ code: "22P02", message: "the database refused a value" })
    expect(inspect(error)).not.toMatch(/Jane|jane/)
  })
}
