import path from "node:path"
import { asValue } from "@medusajs/framework/awilix"
import { createMedusaContainer } from "@medusajs/framework/utils"
import knex, { type Knex } from "knex"
import { CreditCheckModuleService, type CreditCheckQuestion } from "../../../src/modules/credit_check"
import { loadProviders } from "../../../src/modules/credit_check/providers/load-providers"
import { newSnapshot } from "../../../unit-tests/credit_check/snapshots"
import { createDatabase, query, type TestDatabase } from "../../helpers/database"
import { drip, type FakeBureau, huge, json, startBureau } from "../../helpers/fake-bureau"

let database: TestDatabase
let db: Knex
let bureau: FakeBureau
const logged: string[] = []

beforeAll(async () => {
  database = await createDatabase()
  db = knex({ client: "pg", connection: database.url, pool: { min: 0, max: 5 } })
  bureau = await startBureau()
})

afterAll(async () => {
  await bureau?.close()
  await db?.destroy()
  await database?.drop()
})

const BUREAU = path.join(__dirname, "../../../src/providers/credit-bureau")

/** The module as Medusa starts it, with its loader. */
async function start(creditCheck: Record<string, unknown> = {}, providers: Record<string, unknown>[] = []) {
  const own = {
    url: `${bureau.url}/{tax_id}`,
    allowedHosts: ["127.0.0.1"],
    allowLoopback: true,
    answer: { score: "score" },
  }
  const http = { resolve: BUREAU, id: "bureau", options: { ...own, retries: 0 } }
  const options = { creditCheck: { ...creditCheck, providers: [http, ...providers] } }
  const container = createMedusaContainer()
  container.register({
    __pg_connection__: asValue(db),
    logger: asValue({ warn: (line: string) => logged.push(line), info: () => undefined }),
  })
  await loadProviders({ container, options } as unknown as Parameters<typeof loadProviders>[0])
  return new CreditCheckModuleService(container.cradle as never, options)
}

/** A provider of a host's own, as a class in a module provider. */
function own(id: string, check: (question: CreditCheckQuestion, context: { signal: AbortSignal }) => unknown) {
  class OwnProvider {
    static identifier = "own"
    check = check
  }
  return { resolve: { services: [OwnProvider] }, id }
}

const NOBODY = {
  ...{ external_id: null, company_name: null, first_name: null, last_name: null },
  ...{ email: null, phone: null, tax_id: null, website: null },
}

let customers = 0
const newCustomer = (change: Record<string, string> = {}) => ({
  ...NOBODY,
  customer_id: `cus_${++customers}`,
  ...change,
})

const ask = (checks: CreditCheckModuleService, provider?: string, subject = newCustomer({ tax_id: "DE123" })) =>
  checks.runCheck({ subject, snapshot: newSnapshot(), provider, actor_id: "user_1" })

test("R25: a check by the built-in model has score, reasons, limit, snapshot and dates, and reads back unchanged", async () => {
  const checks = await start({ validDays: 7 })
  const subject = newCustomer()
  const check = await ask(checks, undefined, subject)
  expect(check).toMatchObject({
    id: expect.stringMatching(/^ccheck_/),
    customer_id: subject.customer_id,
    provider: "internal",
    model_version: "internal-1",
    status: "ok",
    credit_rating: "excellent",
    risk_assessment: "low",
    confidence: "high",
    currency_code: "usd",
    current_credit_limit: "10000",
    recommended_credit_limit: "10000",
    error: null,
    snapshot: newSnapshot(),
    sent: null,
    reference: null,
    actor_id: "user_1",
    as_of: new Date("2026-11-29T12:00:00.000Z"),
  })
  expect(check.reasons.reduce((sum, { points }) => sum + points, 300)).toBe(check.credit_score)
  expect(check.expires_at.getTime() - check.last_checked.getTime()).toBe(7 * 24 * 60 * 60 * 1000)
  expect(await checks.getCheck(subject.customer_id, check.id)).toEqual(check)
})

test("R25: a check of another customer is not found", async () => {
  const checks = await start()
  const check = await ask(checks)
  await expect(checks.getCheck("cus_other", check.id)).rejects.toMatchObject({ code: "not_found" })
})

test("R25: the history is read in pages, newest first, also while it grows", async () => {
  const checks = await start()
  const subject = newCustomer()
  const made: string[] = []
  for (let number = 0; number < 5; number++) {
    made.unshift((await ask(checks, undefined, subject)).id)
  }
  const first = await checks.listChecks(subject.customer_id, null, 2)
  await ask(checks, undefined, subject)
  const second = await checks.listChecks(subject.customer_id, first.next_cursor, 2)
  const third = await checks.listChecks(subject.customer_id, second.next_cursor, 2)
  expect([...first.checks, ...second.checks, ...third.checks].map(({ id }) => id)).toEqual(made)
  expect(third.next_cursor).toBeNull()
})

test("R25: a check cannot be changed, deleted or truncated", async () => {
  const { id } = await ask(await start())
  for (const statement of [
    `update clientele_credit_check set credit_score = 850 where id = '${id}'`,
    `delete from clientele_credit_check where id = '${id}'`,
    "truncate clientele_credit_check cascade",
  ]) {
    await expect(query(database, statement)).rejects.toMatchObject({ code: "PC005" })
  }
})

test("R26: a check is by the default provider unless it names another; an unknown one is refused", async () => {
  const checks = await start({ defaultProvider: "bureau" })
  bureau.behave(json({ score: 580 }))
  expect(await ask(checks)).toMatchObject({
    provider: "bureau",
    credit_score: 580,
    credit_rating: "fair",
    risk_assessment: "medium",
    recommended_credit_limit: null,
    sent: { tax_id: "DE123" },
  })
  expect(await ask(checks, "internal")).toMatchObject({ provider: "internal" })
  await expect(ask(checks, "oracle")).rejects.toMatchObject({
    code: "invalid_request",
    message: "provider: must be one of internal, bureau",
  })
})

test.each([
  [{ defaultProvider: "oracle" }, [], "defaultProvider: must be one of internal, bureau"],
  [{}, [own("bureau", () => null)], "the id bureau is used twice"],
  [{}, [own("internal", () => null)], "the id internal is used twice"],
  [{ internal: { weights: { promptness: 1 } } }, [], "creditCheck.internal.weights: must add up to 550"],
])("R26: options that do not fit stop the boot: %j", async (options, providers, sentence) => {
  await expect(start(options, providers)).rejects.toMatchObject({
    code: "invalid_option",
    message: expect.stringContaining(sentence),
  })
})

test("R26: a provider's own options that do not fit stop the boot", async () => {
  const bad = {
    resolve: BUREAU,
    id: "second",
    options: { url: "https://evil.example/", allowedHosts: ["good.example"] },
  }
  await expect(start({}, [bad])).rejects.toMatchObject({ code: "invalid_option" })
})

test("R26: no transaction is open while a bureau is asked", async () => {
  const checks = await start()
  let open: unknown[] = ["the bureau was not asked"]
  bureau.behave(async (response, seen) => {
    open = await query(
      database,
      "select query from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'",
    )
    await json({ score: 700 })(response, seen)
  })
  expect(await ask(checks, "bureau")).toMatchObject({ status: "ok" })
  expect(open).toEqual([])
})

test.each([
  ["down", json({}, 500), "provider_failed"],
  ["lying", json({ score: 9999 }), "answer_invalid"],
  ["redirecting", json({}, 302, { location: "http://127.0.0.1:1/" }), "redirected"],
  ["huge", huge(50 * 1024 * 1024), "answer_too_large"],
  ["slow", drip, "timeout"],
])("M62: a bureau that is %s makes a check with the status error, and nothing else", async (_, behaviour, code) => {
  const checks = await start({ timeoutMs: 500 })
  bureau.behave(behaviour)
  const subject = newCustomer({ tax_id: "DE123" })
  const began = Date.now()
  const check = await ask(checks, "bureau", subject)
  expect(Date.now() - began).toBeLessThan(10_000)
  expect(check).toMatchObject({
    status: "error",
    error: { code, message: expect.stringMatching(/^The provider/) },
    credit_score: null,
    credit_rating: null,
    risk_assessment: null,
    recommended_credit_limit: null,
    reasons: [],
  })
  expect((await checks.listChecks(subject.customer_id, null, 10)).checks).toEqual([check])
  expect(logged.at(-1)).toBe(`clientele: credit check ${check.id} by bureau failed: ${code}`)
})

test("M62: a provider that hangs ends in time, with the status error", async () => {
  let aborted = false
  const hanging = own("hanging", (_, { signal }) => {
    signal.addEventListener("abort", () => {
      aborted = true
    })
    return new Promise(() => undefined)
  })
  const checks = await start({ timeoutMs: 200 }, [hanging])
  expect(await ask(checks, "hanging")).toMatchObject({ status: "error", error: { code: "timeout" } })
  expect(aborted).toBe(true)
})

test("M62: the error of a provider is neither stored nor logged", async () => {
  const throwing = own("throwing", () => {
    throw new Error("no answer about Grace Hopper, password secret")
  })
  const checks = await start({}, [throwing])
  const check = await ask(checks, "throwing")
  expect(check).toMatchObject({ status: "error", error: { code: "provider_failed", message: "The provider failed." } })
  expect(`${JSON.stringify(check)} ${logged.join("\n")}`).not.toMatch(/Grace|secret/)
})

const ANSWER = {
  ...{ status: "ok", credit_score: 700, credit_rating: null, risk_assessment: null, recommended_credit_limit: null },
  ...{ confidence: null, reasons: [], model_version: "own-1" },
}

test.each([
  ["no object", null],
  ["a score without the status ok", { ...ANSWER, status: "not_found" }],
  ["the status ok without a score", { ...ANSWER, credit_score: null }],
  ["a score of 851", { ...ANSWER, credit_score: 851 }],
  ["a rating of its own", { ...ANSWER, credit_rating: "superb" }],
  ["a limit beyond the largest", { ...ANSWER, recommended_credit_limit: "1000000000001" }],
  ["a limit finer than the currency", { ...ANSWER, recommended_credit_limit: "0.001" }],
  ["a limit as a number", { ...ANSWER, recommended_credit_limit: 5 }],
  ["text that PostgreSQL cannot store", { ...ANSWER, reference: "\0" }],
  ["a hundred reasons", { ...ANSWER, reasons: Array(100).fill({ code: "a", factor: "b", points: 0, text: "c" }) }],
])("M62: %s from a provider of the host's own is rejected", async (_, answer) => {
  const checks = await start({}, [own("own", () => answer)])
  expect(await ask(checks, "own")).toMatchObject({ status: "error", error: { code: "answer_invalid" } })
})

test("R25: a limit in another currency than the account's is a reason, not a limit", async () => {
  const answer = { ...ANSWER, recommended_credit_limit: "5000", limit_currency_code: "eur" }
  const check = await ask(await start({}, [own("own", () => answer)]), "own")
  expect(check.recommended_credit_limit).toBeNull()
  expect(check.reasons.at(-1)).toMatchObject({
    code: "limit_in_other_currency",
    text: "The provider recommends a limit of 5000.00 EUR. The account is kept in USD.",
  })
})

describe("checks that expire", () => {
  const due = async (customerId: string) => {
    const [row] = await query<{ days: number; failures: number }>(
      database,
      `select round(extract(epoch from due_at - clock_timestamp()) / 86400)::int as days, failures
       from clientele_credit_check_refresh where customer_id = $1 and provider <> 'internal'`,
      [customerId],
    )
    return row
  }
  const expire = (customerId: string) =>
    query(database, "update clientele_credit_check_refresh set due_at = now() where customer_id = $1", [customerId])

  // Guard: `due_at` that claimRefresh sets.
  test("R28: an expired check is taken once among all callers, and again after its repetition expires", async () => {
    const checks = await start({ validDays: 7, refresh: ["bureau"] })
    const subject = newCustomer({ tax_id: "DE1" })
    bureau.behave(json({ score: 610 }))
    await ask(checks, "bureau", subject)
    await ask(checks, "internal", subject)
    expect(await checks.takeExpired("bureau")).toBeNull()
    await expire(subject.customer_id)
    const taken = await Promise.all([1, 2, 3, 4].map(() => checks.takeExpired("bureau")))
    expect(taken.filter((one) => one !== null)).toEqual([subject.customer_id])
    // A worker that dies now is made up for after a day.
    expect(await due(subject.customer_id)).toMatchObject({ days: 1 })
    await checks.deferExpired(subject.customer_id, "bureau")
    expect(await due(subject.customer_id)).toEqual({ days: 7, failures: 0 })
    await query(database, "delete from clientele_credit_check_refresh")
  })

  // Guard: QUICK_TRIES.
  test("R28: the first two failures are due again after a day, later ones at their expiry, and a success resets the count", async () => {
    const checks = await start({ validDays: 7, refresh: ["bureau"] })
    const subject = newCustomer({ tax_id: "DE1" })
    bureau.behave(json({}, 500))
    const days: (number | undefined)[] = []
    for (let n = 0; n < 4; n++) {
      await ask(checks, "bureau", subject)
      days.push((await due(subject.customer_id))?.days)
    }
    expect(days).toEqual([1, 1, 7, 7])
    bureau.behave(json({ score: 610 }))
    await ask(checks, "bureau", subject)
    expect(await due(subject.customer_id)).toEqual({ days: 7, failures: 0 })
  })

  test("R18, R28: no check of an anonymised customer is repeated automatically", async () => {
    const checks = await start({ refresh: ["bureau"] })
    const subject = newCustomer({ tax_id: "DE1" })
    await ask(checks, "bureau", subject)
    expect(await due(subject.customer_id)).toBeDefined()
    await checks.anonymizeChecks(subject.customer_id)
    expect(await due(subject.customer_id)).toBeUndefined()
  })

  test("R28: creditCheck.refresh with an unknown provider stops the boot", async () => {
    await expect(start({ refresh: ["oracle"] })).rejects.toMatchObject({ code: "invalid_option" })
    expect((await start()).refreshed).toEqual(["internal"])
  })
})

test("R18: anonymising deletes the actor, the sent data and sentences, and keeps codes, points, amounts and dates", async () => {
  const checks = await start()
  const subject = newCustomer({ tax_id: "DE987654321" })
  bureau.behave(json({ score: 610 }))
  await ask(checks, "bureau", subject)
  const before = await ask(checks, "internal", subject)
  const other = await ask(checks, "internal")
  expect(await checks.countPersonal(subject.customer_id)).toBe(2)
  await checks.anonymizeChecks(subject.customer_id)
  await checks.anonymizeChecks(subject.customer_id)
  expect(await checks.countPersonal(subject.customer_id)).toBe(0)
  const { checks: left } = await checks.listChecks(subject.customer_id, null, 10)
  expect(left).toEqual([
    { ...before, actor_id: null, reasons: before.reasons.map((reason) => ({ ...reason, text: null })) },
    expect.objectContaining({ credit_score: 610, sent: null, reference: null, actor_id: null }),
  ])
  expect(JSON.stringify(left)).not.toContain("DE987654321")
  expect(await checks.getCheck(other.customer_id, other.id)).toEqual(other)
})
