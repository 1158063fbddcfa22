import knex, { type Knex } from "knex"
import { decimal } from "../../../src/kernel/money"
import { CreditModuleService, obstaclesOf } from "../../../src/modules/credit"
import { createDatabase, query, type TestDatabase } from "../../helpers/database"
import { randomOf } from "./random"

let database: TestDatabase
let db: Knex
let credit: CreditModuleService

beforeAll(async () => {
  database = await createDatabase()
  db = knex({ client: "pg", connection: database.url, pool: { min: 0, max: 5 } })
  credit = new CreditModuleService({ __pg_connection__: db })
})

afterAll(async () => {
  await db?.destroy()
  await database?.drop()
})

/** One of some choices; a seed is a run. */
function chooser(seed: number) {
  const random = randomOf(seed)
  return <T>(choices: readonly T[]): T => choices[random(choices.length)] as T
}

/** An account in some state, with an order of earlier, and what it is asked for. */
async function situation(pick: ReturnType<typeof chooser>, id: string) {
  await credit.saveTerms(id, { credit_limit: pick([null, "0", "50", "100"]), payment_terms: "net_30" }, "usd")
  const earlier = { account_id: id, customer_id: id, cart_id: null, payment_session_id: null, currency_code: "usd" }
  const order = { ...earlier, order_id: `order_${id}`, amount: pick(["10", "49.99"]), over_limit: "reject" as const }
  if (pick([true, false])) {
    await credit.placeHold({ ...order, override: true })
    if (pick([true, false])) {
      const { fencing_token } = await credit.drawReading([order.order_id])
      const due_on = pick(["2020-01-01", "2099-01-01"])
      await credit.settle([{ order_id: order.order_id, target: "20", issued_on: "2020-01-01", due_on }], fencing_token)
    }
  }
  await query(
    database,
    `update clientele_credit_account set on_hold = $2, tolerance = $3, overdue_block_amount = $4, overdue_block_days = $5,
       currency_code = $6 where customer_id = $1`,
    [
      id,
      pick(["none", "none", "orders", "shipping"]),
      pick([0, 0.1]),
      pick([null, 0, 15, 25]),
      pick([null, null, 0, 3650]),
      pick(["usd", "usd", "usd", "eur"]),
    ],
  )
  const [limit, period] = pick([
    [null, null],
    ["30", "month"],
    ["70", "day"],
  ] as const)
  await credit.saveMember(id, { customer_id: id, spending_limit: limit, spending_period: period }, null)
  return { ...order, order_id: `order_${id}_next`, amount: pick(["0.01", "40", "50", "50.01", "100"]) }
}

// Guard: any rule of obstaclesOf or readBuyer; take one out.
test("R27: the eligibility answer equals the answer of placing the hold, over 200 situations of one seed", async () => {
  const seed = 20261129
  const pick = chooser(seed)
  const seen = new Set<string>()
  for (let n = 0; n < 200; n++) {
    const asked = await situation(pick, `cus_${seed}_${n}`)
    const buyer = await credit.findBuyer(asked.customer_id)
    if (!buyer) throw new Error("no buyer")
    const [first] = obstaclesOf(buyer, decimal(asked.amount), asked.currency_code)
    const outcome = await credit.placeHold(asked)
    const told = first ? { status: "refused", ...first } : { status: "held" }
    expect({ n, ...outcome }).toMatchObject({ n, ...told })
    seen.add(first?.code ?? "held")
  }
  expect([...seen].sort()).toEqual([
    "credit_limit_exceeded",
    "credit_on_hold",
    "credit_overdue",
    "currency_mismatch",
    "held",
    "member_limit_exceeded",
  ])
})

// Guard: `removed_at is null` in readBuyer.
test("M59: a former member, and an account's customer who was removed, cannot buy", async () => {
  await credit.saveTerms("cus_owner", { credit_limit: "10" }, "usd")
  await credit.saveMember("cus_owner", { customer_id: "cus_b", spending_limit: null, spending_period: null }, null)
  await credit.removeMember("cus_owner", "cus_owner", null)
  expect(await credit.findBuyer("cus_owner")).toBeNull()
  expect(await credit.findBuyer("cus_b")).toMatchObject({ account_id: "cus_owner", customer_id: "cus_b" })
  expect(await credit.findBuyer("cus_none")).toBeNull()
})
