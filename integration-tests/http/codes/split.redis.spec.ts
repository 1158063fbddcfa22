import fs from "node:fs"
import path from "node:path"
import knex from "knex"
import OneTimeCodeModuleService from "../../../src/modules/one_time_code/service"
import type { LoyaltyHealth } from "../../../src/workflows/setup/get-health"
import { runInStore } from "../../faults/in-store"
import { compareInPairs, onlyStatements } from "../../helpers/alike"
import { dumpDatabase, query, type TestDatabase } from "../../helpers/database"
import { eventually, type Loyalty, loyaltyOf } from "../../helpers/loyalty"
import { apply, give, tokenOf } from "../../helpers/redemption"
import { enterShop, newEmail, openShop, type Shop } from "../../helpers/shop"
import { createShopDatabase } from "../../helpers/shop-database"
import { LABEL, statementsFile } from "../../helpers/statement-log/read"
import { type Store, startStore } from "../../helpers/store-server"
import { RedisServer } from "../../job-queue/backends"
import { lookAt, type Mailbox, mailboxOf, openAccounts, outboxFile, type Shopper, shopperOf } from "./shoppers"

// A server and a worker beside it, on a Redis of the test's own. No proxy in front.
const outbox = outboxFile()
const statements = statementsFile()
const codeSecret = "the secret of both processes, 32 characters"
const mailerByAddress = path.join(__dirname, "../../helpers/mailer-by-address")
let database: TestDatabase
let redis: RedisServer
let server: Store
let shop: Shop
let guest: Shopper
let mailbox: Mailbox

const start = (workerMode: "server" | "worker" | "shared", mailer?: string, ownMail?: "true") =>
  startStore({
    databaseUrl: database.url,
    redisUrl: redis.url,
    workerMode,
    options: { codeSecret, network: { mailboxesPerHour: 1000, failuresPerDay: 1000 } },
    env: {
      CLIENTELE_OUTBOX: outbox,
      CLIENTELE_TEST_MAILER: mailer,
      CLIENTELE_TEST_OWN_MAIL: ownMail,
      CLIENTELE_TEST_STATEMENTS: statements,
    },
  })

beforeAll(async () => {
  redis = await RedisServer.create()
  database = await createShopDatabase()
  server = await start("server")
  shop = await openShop(server, { copies: true })
  guest = shopperOf(shop.guest)
  mailbox = await mailboxOf(server.url)
}, 180_000)

afterAll(async () => {
  await server?.stop()
  await redis?.stop()
  await database?.drop()
  for (const file of [outbox, statements]) fs.rmSync(file, { force: true })
}, 60_000)

/** Makes challenges older, in minutes. */
const age = (ids: string[], minutes: number) =>
  query(
    database,
    "update clientele_code_challenge set created_at = created_at - make_interval(mins => $2) where id = any($1)",
    [ids, minutes],
  )

const outcomeOf = async (id: string) =>
  (
    await query<{ mail_outcome: string | null }>(
      database,
      "select mail_outcome from clientele_code_challenge where id = $1",
      [id],
    )
  )[0]?.mail_outcome

type Asked = { email: string; id: string }

async function ask(name: string): Promise<Asked> {
  const email = newEmail(name)
  await openAccounts(database, [email])
  const { status, body } = await guest.send({ email })
  expect(status).toBe(202)
  return { email, id: body.challenge_id }
}

/** Everything in Redis, as text: keys, and values of every kind. */
async function dumpRedis(): Promise<string> {
  return redis.use(async (client) => {
    const readers: Record<string, (key: string) => Promise<unknown>> = {
      string: (key) => client.get(key),
      hash: (key) => client.hgetall(key),
      list: (key) => client.lrange(key, 0, -1),
      set: (key) => client.smembers(key),
      zset: (key) => client.zrange(key, 0, -1),
      stream: (key) => client.xrange(key, "-", "+"),
    }
    const dumped = (await client.keys("*")).map(async (key) => [key, await readers[await client.type(key)]?.(key)])
    return JSON.stringify(await Promise.all(dumped))
  })
}

/** Where a text holds a code that stands by itself: digits inside of longer numbers, times and hashes are none. */
const found = (text: string, code: string) =>
  text.match(new RegExp(`.{0,40}(?<![0-9A-Za-z.])${code}(?![0-9A-Za-z]).{0,40}`, "g"))

it("R42: without an email provider the shopper's answer is the same, and log and health report it without the address", async () => {
  const { email, id } = await ask("unsent")
  const worker = await start("worker", "none")
  try {
    const printed = await eventually(
      async () => worker.output(),
      (text) => text.includes("notification provider for channel: email"),
    )
    expect(printed).toMatch(/codes\.mail mail\S* failed in attempt 1 .*Could not find a notification provider/)
  } finally {
    await worker.stop()
  }
  expect(worker.output()).not.toContain(email)
  expect(await outcomeOf(id)).toBeNull()
  await age([id], 3)
  const { health } = await shop.admin.get<{ health: object }>("/admin/loyalty/health")
  expect(health).toMatchObject({
    healthy: false,
    mail: { unsent: 1, message: expect.stringContaining("email provider") },
  })
  // So that the counts of later tests are of their own mails.
  await query(database, "delete from clientele_code_challenge where id = $1", [id])
}, 150_000)

describe("with a worker", () => {
  let forgotten: Asked
  let late: Asked
  let inTime: Asked
  let worker: Store
  let there: Shop
  let loyalty: Loyalty

  beforeAll(async () => {
    // A request is answered before its job is queued.
    const queued = async ({ id }: Asked) =>
      expect(await eventually(dumpRedis, (text) => text.includes(id))).toContain(id)
    forgotten = await ask("forgotten")
    await queued(forgotten)
    await redis.use((client) => client.flushall())
    late = await ask("late")
    inTime = await ask("in-time")
    const passed = "update clientele_code_challenge set expires_at = expires_at - interval '1 hour' where id = $1"
    await age([late.id], 60)
    await query(database, passed, [late.id])
    await queued(late)
    await queued(inTime)
    // No worker has looked at the jobs yet.
    const waiting = await dumpRedis()
    expect(waiting).not.toContain(forgotten.id)
    expect(waiting).not.toContain(inTime.email)
    worker = await start("shared", mailerByAddress, "true")
    there = await enterShop(worker, shop)
    loyalty = loyaltyOf(there.admin)
    await loyalty.set("loyalty_points_enabled", true)
  }, 180_000)

  // It would give the mails that hang 25 s to end.
  afterAll(() => worker?.kill())

  /** A customer with 1000 points and a cart. */
  async function shopper() {
    const customer = await there.register()
    await give(there, customer, 1000)
    return { customer, cart: await there.fillCart({ email: customer.email, quantity: 2 }) }
  }

  // Guards: `left <= 0` in mailCode; the code being in `content` only, in `send` of the same file.
  it("M23, M33: an expired code is not sent, and a sent code is in plain text only in the mail", async () => {
    const code = await mailbox.code(inTime.email)
    const outcome = await eventually(
      () => outcomeOf(late.id),
      (found) => found !== null,
    )
    expect(outcome).toBe("expired")
    expect(await mailbox.mails(late.email)).toEqual([])
    expect(
      await eventually(
        () => outcomeOf(inTime.id),
        (found) => found !== null,
      ),
    ).toBe("sent")
    // The server derives nothing and knows the code all the same: both have the secret.
    const wrong = { email: inTime.email, code: "12345x", challenge_id: inTime.id }
    expect((await guest.verify(wrong)).status).toBe(400)
    const verified = await guest.verify({ email: inTime.email, code, challenge_id: inTime.id })
    expect(verified.status).toBe(200)
    const token = verified.body.redemption_token
    await guest.verify({ email: inTime.email, code, challenge_id: inTime.id })

    const places = {
      database: await dumpDatabase(database),
      redis: await dumpRedis(),
      worker: worker.output(),
      server: server.output(),
    }
    expect(places.database).toContain(inTime.id)
    for (const [place, text] of Object.entries(places)) {
      expect({ place, code: found(text, code), token: text.includes(token) }).toEqual({
        place,
        code: null,
        token: false,
      })
    }
    for (const text of [places.worker, places.server]) expect(text).not.toContain(inTime.email)
  }, 120_000)

  // Guard: `recoverMails` in src/jobs/codes-upkeep.ts. checkout.spec shows that Medusa runs it by the clock.
  it("M18, R42: if Redis loses the job, the mail goes out with the next minute's upkeep", async () => {
    expect(await outcomeOf(forgotten.id)).toBeNull()
    await age([forgotten.id], 2)
    expect(await runInStore(worker, "job", "clientele-codes-upkeep")).toEqual({ schedule: "* * * * *" })
    expect(await outcomeOf(forgotten.id)).toBe("sent")
    expect(await mailbox.mails(forgotten.email)).toHaveLength(1)
  })

  // Guard: `keepNonce`, which keeps the first nonce.
  it("M23, M33: a mailer that sends and then fails mails the same code again, and logs no address", async () => {
    const printed = worker.output().length
    const { email, id } = await ask("flaky")
    const code = await mailbox.code(email, 2)
    const outcome = await eventually(
      () => outcomeOf(id),
      (found) => found !== null,
    )
    expect(outcome).toBe("sent")
    const mails = await mailbox.mails(email)
    expect(mails.map(({ text }) => text.includes(code))).toEqual([true, true])
    const output = worker.output().slice(printed)
    expect(output).toContain("failed in attempt 1")
    for (const text of [output, server.output(), await dumpRedis(), await dumpDatabase(database)]) {
      expect(found(text, code)).toBeNull()
    }
    expect(output).not.toContain(email)
    expect((await guest.verify({ email, code })).status).toBe(200)
  }, 90_000)

  // Guard: `codes.mail.build ??` in mailCode (workflows/codes/mail-code.ts).
  it("R42: a store's own `mail.build` writes the mail", async () => {
    const { customer } = await shopper()
    await guest.send({ email: customer.email })
    const code = await mailbox.code(customer.email)
    const text = `Medusa Store: ${code} for 1000 points, 10.00 USD`
    const [mail] = await mailbox.mails(customer.email)
    expect(mail).toMatchObject({ subject: "Hello from Medusa Store", text, html: `<b>${text}</b>` })
  })

  // Guards: nothing in verifyCode, redeem and decorate-orders waits for the queue; the `catch` in enqueueJob.
  it("M17: if Redis stops after the mail, code, token and order still work, and mails continue when Redis is back", async () => {
    const { customer, cart } = await shopper()
    const { email } = customer
    const { challenge_id } = (await guest.send({ email, cart_id: cart.id })).body
    const code = await mailbox.code(email)
    await redis.stop()
    try {
      const verified = await guest.verify({ email, code, challenge_id })
      expect(verified.status).toBe(200)
      const applied = await apply(shop, cart.id, verified.body.redemption_token, 500)
      expect(applied).toMatchObject({
        status: 200,
        body: { loyalty_redemption: { points: 500, discount_amount: "5.00" } },
      })
      await shop.completeCart(cart.id)
      expect(await loyalty.account(customer.id)).toMatchObject({ points_balance: 500, points_held: 0 })
    } finally {
      await redis.start()
    }
    const queue = async () => (await shop.admin.get<{ health: LoyaltyHealth }>("/admin/loyalty/health")).health.queue
    expect(await eventually(queue, ({ reachable }) => reachable)).toMatchObject({ reachable: true })
    const later = await ask("later")
    expect(await mailbox.code(later.email)).toMatch(/^\d{6}$/)
  }, 90_000)

  // Guard: `queue: "mail"` in workflows/codes/mail-job.ts: in the queue of the awards, five mails would be all that it runs at once.
  it("M23: hanging mails delay neither codes nor checkout nor awards, and health reports them", async () => {
    const { customer, cart } = await shopper()
    const asked: string[] = []
    for (let i = 0; i < 5; i++) asked.push((await ask("hanging")).id)
    const hanging = async () => worker.output().split("the mailer hangs").length - 1
    expect(await eventually(hanging, (mails) => mails >= 3)).toBeGreaterThanOrEqual(3)

    await apply(there, cart.id, await tokenOf(database, customer.email), 500)
    const order = await there.capture(await there.completeCart(cart.id))
    await loyalty.granted(order.id, 35)
    expect(await loyalty.account(customer.id)).toMatchObject({ points_balance: 535, points_held: 0 })
    expect(await Promise.all(asked.map(outcomeOf))).toEqual(asked.map(() => null))

    await age(asked, 3)
    const { health } = await shop.admin.get<{ health: LoyaltyHealth }>("/admin/loyalty/health")
    expect(health.healthy).toBe(false)
    // Those that a worker has begun; whether the others are to be mailed at all, nobody has looked yet.
    expect(health.mail.unsent).toBeGreaterThanOrEqual(3)
  }, 90_000)
})

// Guard: `clientNetwork`, where `req.ip` would trust one hop that is not there.
it("M31: without a proxy, X-Forwarded-For from a client is ignored", async () => {
  const email = newEmail("forged")
  const statuses: number[] = []
  for (let i = 0; i < 30; i++)
    statuses.push((await guest.send({ email, cart_id: `cart_${i}` }, `203.0.113.${i}`)).status)
  expect(statuses).toEqual([...Array(5).fill(202), ...Array(25).fill(429)])
}, 60_000)

describe("M30: known and unknown mailboxes cannot be told apart", () => {
  const PAIRS = 200
  const challenges = new Map<string, string>()
  const nameOf = (isKnown: boolean, i: number) => `${isKnown ? "known" : "other"}-m30-${i}@example.com`
  const label = (what: string, i: number) => ({ [LABEL]: `${what}-${i}` })

  // Guard: requestCode asks nobody about the mailbox (workflows/codes/request-code.ts), the worker does. No worker runs here.
  it("M30: asking for a code gives the same answer, statements and job, equally fast", async () => {
    await openAccounts(
      database,
      Array.from({ length: PAIRS }, (_, i) => nameOf(true, i)),
    )
    const sends = await compareInPairs("M30 send-otp", PAIRS, (isKnown, i) =>
      lookAt(async () => {
        const email = nameOf(isKnown, i)
        const answer = await guest.send({ email }, undefined, label(isKnown ? "send-known" : "send-unknown", i))
        challenges.set(email, answer.body.challenge_id)
        return answer
      }),
    )
    expect([...sends.known]).toEqual([expect.stringContaining("202")])
    expect(sends.unknown).toEqual(sends.known)
    const sent = onlyStatements(statements, "send-known")
    expect(sent.filter((sql) => sql.includes("clientele_code_issue"))).toHaveLength(1)
    expect(onlyStatements(statements, "send-unknown")).toEqual(sent)
    const jobs = await dumpRedis()
    expect([...challenges.values()].filter((id) => !jobs.includes(id))).toEqual([])
    expect(sends.slower).toBeGreaterThan(0.35)
    expect(sends.slower).toBeLessThan(0.65)
  }, 120_000)

  // Guards: verify looks for no account; it compares with NO_MAC where there is no code (modules/one_time_code/service.ts),
  // which is some microseconds and shown by no clock over HTTP.
  it("M30: guessing a code gives the same answer and statements, equally fast", async () => {
    await lookAtMails()
    const guesses = await compareInPairs("M30 verify-otp", PAIRS, (isKnown, i) =>
      lookAt(async () => {
        const named = label(isKnown ? "guess-known" : "guess-unknown", i)
        return guest.verify({ email: nameOf(isKnown, i), code: "12 34 56" }, undefined, named)
      }),
    )
    // One of a million codes is 123456: then a known mailbox would answer otherwise.
    expect([...guesses.known]).toEqual([expect.stringContaining("code_invalid")])
    expect(guesses.unknown).toEqual(guesses.known)
    const sent = onlyStatements(statements, "guess-known")
    expect(sent.filter((sql) => sql.includes("clientele_code_guess"))).toHaveLength(1)
    expect(onlyStatements(statements, "guess-unknown")).toEqual(sent)
    expect(guesses.slower).toBeGreaterThan(0.35)
    expect(guesses.slower).toBeLessThan(0.65)
  }, 120_000)

  /** What the worker does with these challenges. */
  async function lookAtMails(): Promise<void> {
    const db = knex({ client: "pg", connection: database.url, pool: { min: 0, max: 5 } })
    const codes = new OneTimeCodeModuleService({ __pg_connection__: db }, { codeSecret })
    try {
      for (const [mailbox, id] of challenges) {
        const isKnown = mailbox.startsWith("known")
        if (isKnown) await codes.makeCode({ id, mailbox })
        await codes.noteMail(id, isKnown ? "sent" : "not_needed")
      }
    } finally {
      await db.destroy()
    }
  }
})

it("M17: while Redis is down a shopper gets the same answer, and the mail later", async () => {
  await redis.stop()
  const { id } = await ask("down")
  expect(await outcomeOf(id)).toBeNull()
  expect(server.output()).toContain("job codes.mail was not queued")
}, 60_000)
