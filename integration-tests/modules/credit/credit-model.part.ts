import knex, { type Knex } from "knex"
import { CreditModuleService } from "../../../src/modules/credit"
import { createDatabase, type TestDatabase } from "../../helpers/database"
import { CreditModel, Refused } from "./credit-model"
import { randomOf } from "./random"

// M57: seeded random operations; after each one the account's figures equal the model's, and at the end the trial balance
// holds. A failed run names its seed. `CREDIT_MODEL_STEPS=2500 npm test -- modules credit-model` does 10,000;
// `CREDIT_MODEL_SEED=3` runs one seed again.
const { CREDIT_MODEL_SEED, CREDIT_MODEL_STEPS } = process.env
const SEEDS = CREDIT_MODEL_SEED ? [Number(CREDIT_MODEL_SEED)] : [1, 2, 3, 4]
const STEPS = Number(CREDIT_MODEL_STEPS ?? 300)

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

const decimalOf = (cents: number) => `${Math.trunc(cents / 100)}.${String(cents % 100).padStart(2, "0")}`
const centsOf = (amount: string) => Math.round(Number(amount) * 100)

async function run(seed: number): Promise<void> {
  const random = randomOf(seed)
  const account_id = `cus_model_${seed}`
  const allocation = seed % 2 === 0 ? "manual" : "automatic"
  const terms = { credit_limit: "1000000", allocation, short_payment_tolerance: "2" } as const
  await credit.saveTerms(account_id, terms, "usd")
  let model = new CreditModel(allocation === "automatic", 200)
  /** The ids that the ledger gave to the model's items. */
  const ids = new Map<string, string>()
  const history: string[] = []
  let count = 0
  const newKey = () => `${seed}:key:${++count}`
  // Each item is due on another day, so that the oldest due one is certain.
  const newDue = () => new Date(Date.UTC(2000, 0, 1 + ((++count * 7919) % 9_001))).toISOString().slice(0, 10)
  const pick = <T>(all: readonly T[]): T | undefined => all[random(all.length || 1)]
  const anItem = () => pick([...model.items.values()])
  const order = () => `order_${seed}_${random(40)}`
  const posting = () => ({ account_id, idempotency_key: newKey(), actor_id: null, reason: "model" })

  const operations: (() => [string, () => void, () => Promise<unknown>])[] = [
    () => {
      const [id, amount] = [order(), 1 + random(20_000)]
      const isNew = !model.holds.has(id) && !model.items.has(id)
      const asked = { order_id: id, account_id, customer_id: account_id, cart_id: null, payment_session_id: null }
      const more = { amount: decimalOf(amount), currency_code: "usd", over_limit: "reject" } as const
      return [
        `hold ${id} ${amount}`,
        () => void (isNew && model.holds.set(id, amount)),
        () => credit.placeHold({ ...asked, ...more }),
      ]
    },
    () => {
      const [id, target, due] = [order(), random(5) === 0 ? 0 : random(20_000), newDue()]
      const due_on = model.items.get(id)?.due ?? due
      return [
        `settle ${id} to ${target}`,
        () => model.settle(id, target, due_on, `settle ${count}`),
        async () => {
          const { fencing_token } = await credit.drawReading([id])
          const one = { order_id: id, target: decimalOf(target), issued_on: "2000-01-01", due_on }
          await credit.settle([one], fencing_token)
          const receivable = (await credit.drawReading([id])).receivables.get(id)
          if (receivable) ids.set(id, receivable.id)
        },
      ]
    },
    () => {
      const [amount, request] = [1 + random(15_000), posting()]
      const isMemo = random(4) === 0
      const call = { ...request, amount: decimalOf(amount) }
      return [
        `${isMemo ? "credit memo" : "payment"} of ${amount}`,
        () => model.cashIn(isMemo ? "credit_memo" : "payment", amount, null, request.idempotency_key),
        () => (isMemo ? credit.recordCreditMemo(call) : credit.recordPayment(call)),
      ]
    },
    () => {
      const request = posting()
      const items = [anItem(), anItem()].filter((one) => one !== undefined)
      const given = items.map(
        ({ id, open }) => [id, Math.max(1, open - random(3) * random(150) + random(9) - 4)] as const,
      )
      const amount = given.reduce((sum, [, some]) => sum + some, 0) + (random(3) - 1) * random(50) || 1
      const allocations = given.map(([id, some]) => ({ receivable_id: ids.get(id) ?? "", amount: decimalOf(some) }))
      const paid = Math.max(1, amount)
      return [
        `payment of ${paid} on ${JSON.stringify(given)}`,
        () => model.cashIn("payment", paid, given, request.idempotency_key),
        () => credit.recordPayment({ ...request, amount: decimalOf(paid), allocations }),
      ]
    },
    () => {
      const [request, item] = [posting(), anItem()]
      const version = random(2) === 0 ? null : (pick([...model.cash.keys()]) ?? null)
      const amount = 1 + random(Math.max(item?.open ?? 1, 1))
      const allocations = [{ receivable_id: ids.get(item?.id ?? "") ?? "none", amount: decimalOf(amount) }]
      const entry_id = version === null ? null : `${account_id}:${version}`
      return [
        `allocate ${amount} of ${entry_id} to ${item?.id}`,
        () => (item ? model.allocateLater(version, item.id, amount) : refuseUnknown()),
        () => credit.allocate({ ...request, entry_id, allocations }),
      ]
    },
    () => {
      const [request, amount] = [posting(), 1 + random(5_000)]
      const due_on = newDue()
      const isDown = random(2) === 0
      const id = `own ${request.idempotency_key}`
      return [
        `adjust by ${isDown ? "-" : ""}${amount}`,
        () =>
          isDown
            ? model.cashIn("adjustment", amount, null, request.idempotency_key)
            : model.chargeOwn("adjustment", amount, id, due_on, request.idempotency_key),
        async () => {
          const signed = `${isDown ? "-" : ""}${decimalOf(amount)}`
          const { entry } = await credit.adjust({
            ...request,
            amount: signed,
            ...(signed.startsWith("-") ? {} : { due_on }),
          })
          if (entry.receivable_id) ids.set(id, entry.receivable_id)
        },
      ]
    },
    () => {
      // Its item is due on the day of the refund; no two refunds share one.
      const [request, amount, dated_on] = [posting(), 1 + random(4_000), newDue()]
      const id = `own ${request.idempotency_key}`
      return [
        `refund ${amount}`,
        () => model.chargeOwn("refund", amount, id, dated_on, request.idempotency_key),
        async () => {
          const { entry } = await credit.refundUnapplied({ ...request, amount: decimalOf(amount), dated_on })
          if (entry.receivable_id) ids.set(id, entry.receivable_id)
        },
      ]
    },
    () => {
      const [request, item] = [posting(), anItem()]
      const amount = 1 + random(Math.max(item?.open ?? 0, 10))
      return [
        `write ${amount} off ${item?.id}`,
        () => (item ? model.writeOff(item.id, amount, request.idempotency_key) : refuseUnknown()),
        () =>
          credit.writeOff({
            ...request,
            receivable_id: ids.get(item?.id ?? "") ?? "none",
            amount: decimalOf(amount),
          }),
      ]
    },
    () => {
      const [request, version] = [posting(), 1 + random(model.entries.length + 1)]
      return [
        `reverse ${version}`,
        () => model.reverse(version, request.idempotency_key),
        () => credit.reverse({ ...request, entry_id: `${account_id}:${version}` }),
      ]
    },
  ]

  for (let step = 1; step <= STEPS; step++) {
    const [what, inModel, inLedger] = (pick(operations) as (typeof operations)[number])()
    const before = model.copy()
    const expected = await codeOf(async () => inModel())
    if (expected) model = before
    const found = await codeOf(inLedger)
    history.push(`${step}: ${what}${expected ? ` (${expected})` : ""}`)
    const label = `seed ${seed}\n${history.slice(-15).join("\n")}`
    expect({ label, code: found }).toEqual({ label, code: expected })
    expect({ label, ...(await figuresOf(account_id, ids)) }).toEqual({ label, ...modelFigures(model) })
  }
  expect((await credit.findDisagreements("", 100)).disagreements).toEqual([])
}

const refuseUnknown = (): never => {
  throw new Refused("not_found")
}

async function codeOf(work: () => Promise<unknown>): Promise<string | null> {
  try {
    await work()
    return null
  } catch (error) {
    const code = error instanceof Refused ? error.message : (error as { code?: string }).code
    if (!code) throw error
    return code
  }
}

async function figuresOf(account_id: string, ids: Map<string, string>) {
  const [[account], { receivables }] = await Promise.all([
    credit.listAccounts([account_id]),
    credit.listReceivables(account_id, { statuses: ["open", "overdue"], limit: 1000, offset: 0 }),
  ])
  const names = new Map([...ids].map(([name, id]) => [id, name]))
  return {
    balance: centsOf(account?.current_balance ?? ""),
    unapplied: centsOf(account?.unapplied ?? ""),
    held: centsOf(account?.held ?? ""),
    open: receivables.map((one) => [names.get(one.id), centsOf(one.open)]),
  }
}

const modelFigures = (model: CreditModel) => ({
  balance: model.balance,
  unapplied: model.unapplied,
  held: model.held,
  open: model.openItems.map(({ id, open }) => [id, open]),
})

test.each(SEEDS)(
  `M57: ${STEPS} random operations leave every figure as the model says (seed %i)`,
  async (seed) => run(seed),
  STEPS * 200 + 30_000,
)
