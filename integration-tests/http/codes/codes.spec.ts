import { query, type TestDatabase } from "../../helpers/database"
import { eventually } from "../../helpers/loyalty"
import { newEmail, type Shop } from "../../helpers/shop"
import { type CodeShop, INVALID, type Mailbox, openAccounts, openCodeShop, type Shopper } from "./shoppers"

let opened: CodeShop
let database: TestDatabase
let shop: Shop
let guest: Shopper
let mailbox: Mailbox
const known = () => opened.known()
const newNetwork = () => opened.newNetwork()

beforeAll(async () => {
  opened = await openCodeShop()
  ;({ database, shop, guest, mailbox } = opened)
}, 180_000)

afterAll(() => opened?.close())

it("R42, R43: a shopper asks for a code, gets it by mail, and exchanges it for a token, once", async () => {
  const customer = await shop.register()
  const points = { points: 1250, reason: "welcome" }
  await shop.admin.post(`/admin/customers/${customer.id}/loyalty/adjustments`, points)
  const sent = await guest.send({ email: ` ${customer.email.toUpperCase()} ` })
  expect(sent).toMatchObject({
    status: 202,
    body: { status: "accepted", challenge_id: expect.stringMatching(/^code_/) },
  })

  const code = await mailbox.code(customer.email)
  const [mail] = await mailbox.mails(customer.email)
  expect(mail?.subject).not.toContain(code)
  expect(mail?.text).toContain("Medusa Store to use your 1250 points, worth 12.50 USD")
  expect(mail?.text).toMatch(/good for 10 minutes, until \d\d:\d\d UTC/)

  const body = { email: customer.email, code, challenge_id: sent.body.challenge_id }
  const verified = await guest.verify(body)
  expect(verified.status).toBe(200)
  expect(verified.headers.get("cache-control")).toBe("no-store")
  expect(Object.keys(verified.body).sort()).toEqual(["expires_at", "redemption_token"])
  expect(verified.body.redemption_token).toMatch(/^[A-Za-z0-9_-]{43}$/)
  const minutes = (Date.parse(verified.body.expires_at) - Date.now()) / 60_000
  expect(Math.round(minutes)).toBe(30)
  // M27: once more is as wrong as anything else.
  expect(await guest.verify(body)).toMatchObject(INVALID)
})

it("R42: nobody is mailed who has no points, and the answer is the same", async () => {
  const email = newEmail("nobody")
  const { status, body } = await guest.send({ email })
  expect([status, body.status]).toEqual([202, "accepted"])
  const outcome = () =>
    query<{ mail_outcome: string | null }>(
      database,
      "select mail_outcome from clientele_code_challenge where id = $1",
      [body.challenge_id],
    )
  expect(await eventually(outcome, ([row]) => row?.mail_outcome !== null)).toEqual([{ mail_outcome: "not_needed" }])
  expect(await mailbox.mails(email)).toEqual([])
})

it("M28: the code of one mailbox is no good for another, nor with another challenge", async () => {
  const [mine, theirs] = [await known(), await known()]
  const network = newNetwork()
  const challenge_id = (await guest.send({ email: mine }, network)).body.challenge_id
  const other = (await guest.send({ email: theirs }, network)).body.challenge_id
  const [code] = [await mailbox.code(mine), await mailbox.code(theirs)]
  expect(await guest.verify({ email: theirs, code, challenge_id }, network)).toMatchObject(INVALID)
  expect(await guest.verify({ email: mine, code, challenge_id: other }, network)).toMatchObject(INVALID)
  expect(await guest.verify({ email: mine, code }, newNetwork())).toMatchObject(INVALID)
  expect((await guest.verify({ email: mine, code }, network)).status).toBe(200)
})

describe("M30: known and unknown mailboxes cannot be told apart", () => {
  type Seen = { status: number; keys: string[]; headers: [string, string][]; took: number }
  // What differs between any two answers: their moment and their own random id.
  const OWN = new Set(["date", "etag", "x-request-id", "retry-after"])

  async function look(call: () => Promise<{ status: number; body: object; headers: Headers }>): Promise<Seen> {
    const started = performance.now()
    const { status, body, headers } = await call()
    const took = performance.now() - started
    return { status, keys: Object.keys(body), headers: [...headers].filter(([name]) => !OWN.has(name)), took }
  }
  const shapes = (seen: Seen[]) => new Set(seen.map(({ took: _took, ...shape }) => JSON.stringify(shape)))
  const median = (seen: Seen[]) => seen.map(({ took }) => took).sort((a, b) => a - b)[Math.floor(seen.length / 2)] ?? 0
  const print = (what: string, first: Seen[], second: Seen[]) =>
    process.stderr.write(
      `M30 ${what}: medians of ${first.length}: known ${median(first).toFixed(2)} ms, unknown ${median(second).toFixed(2)} ms\n`,
    )

  // Guards: requestCode asks nobody about the mailbox (the worker does); verify compares with NO_SEAL where there is no code.
  it("M30: asking for a code, and guessing one: status, keys and headers", async () => {
    const names = Array.from({ length: 60 }, (_, i) => `m30-${i}@example.com`)
    await openAccounts(
      database,
      names.map((name) => `known-${name}`),
    )
    const sends: [Seen[], Seen[]] = [[], []]
    const guesses: [Seen[], Seen[]] = [[], []]
    // Which of the two comes first alternates, as the second is served while the first one's job runs.
    const both = async (name: string, i: number, call: (email: string, seen: 0 | 1) => Promise<void>) => {
      const pair = [() => call(`known-${name}`, 0), () => call(`other-${name}`, 1)]
      for (const one of i % 2 ? pair.reverse() : pair) await one()
    }
    for (const [i, name] of names.entries()) {
      await both(name, i, async (email, of) => void sends[of].push(await look(() => guest.send({ email }))))
    }
    for (const [i, name] of names.entries()) {
      await both(name, i, async (email, of) => {
        guesses[of].push(await look(() => guest.verify({ email, code: "000000" })))
      })
    }
    expect([...shapes(sends[0])]).toHaveLength(1)
    expect(shapes(sends[1])).toEqual(shapes(sends[0]))
    // One of a million codes is 000000: then the known mailbox would answer otherwise.
    expect([...shapes(guesses[0])]).toHaveLength(1)
    expect(shapes(guesses[1])).toEqual(shapes(guesses[0]))
    print("send-otp", ...sends)
    print("verify-otp", ...guesses)
  }, 120_000)

  it("M30: and when there were too many: 429 with Retry-After, alike", async () => {
    const network = newNetwork()
    const seen: Seen[] = []
    for (const email of [await known(), newEmail("unknown")]) {
      for (let i = 0; i < 5; i++) expect((await guest.send({ email, cart_id: `cart_${i}` }, network)).status).toBe(202)
      const refused = await guest.send({ email, cart_id: "cart_5" }, network)
      expect(refused.body).toEqual({ type: "not_allowed", code: "rate_limited", message: expect.any(String) })
      expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(3500)
      seen.push(await look(async () => refused))
    }
    for (const email of [await known(), newEmail("unknown")]) {
      for (let i = 0; i < 20; i++) expect(await guest.verify({ email, code: "000000" }, network)).toMatchObject(INVALID)
      const refused = await guest.verify({ email, code: "000000" }, network)
      expect(refused.body.code).toBe("rate_limited")
      expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(86_000)
      seen.push(await look(async () => refused))
    }
    expect(seen.map(({ status }) => status)).toEqual([429, 429, 429, 429])
    expect(shapes(seen).size).toBe(1)
  }, 60_000)
})

describe("M31: mails to one mailbox", () => {
  const mailed = async (email: string, count: number) => {
    await eventually(
      () => mailbox.mails(email),
      (mails) => mails.length >= count,
    )
    // Whatever else was queued has been looked at, too.
    const open = "select 1 from clientele_code_challenge where mailbox = $1 and mail_outcome is null"
    await eventually(
      () => query(database, open, [email]),
      (rows) => rows.length === 0,
    )
    return (await mailbox.mails(email)).length
  }
  const flood = (email: string, from: (i: number) => string) =>
    Promise.all(
      Array.from({ length: 100 }, (_, i) =>
        guest.send({ email, cart_id: `cart_${i}` }, from(i)).then((one) => one.status),
      ),
    )
  const count = (statuses: number[]) => statuses.filter((status) => status === 202).length

  // Guard: `slice(0, trustedProxies + 1)` in src/api/client-network.ts.
  it("M31: 100 requests from one network are five mails, whatever the client writes into X-Forwarded-For", async () => {
    const email = await known()
    const network = newNetwork()
    expect(count(await flood(email, (i) => `203.0.113.${i}, ${network}`))).toBe(5)
    expect(await mailed(email, 5)).toBe(5)
  }, 60_000)

  // Guard: the /64 in networkOf (modules/one_time_code/domain/network.ts).
  it("M31: 100 addresses of one IPv6 /64 are one network", async () => {
    const email = await known()
    expect(count(await flood(email, (i) => `2001:db8:7:7::${i.toString(16)}`))).toBe(5)
    expect(await mailed(email, 5)).toBe(5)
  }, 60_000)

  it("M31: from 100 networks they are 20", async () => {
    const email = await known()
    expect(count(await flood(email, (i) => `192.0.2.${i}`))).toBe(20)
    expect(await mailed(email, 20)).toBe(20)
  }, 60_000)

  it("M31: twice in a moment is one mail, and its challenge is the answer both times", async () => {
    const email = await known()
    const answers = await Promise.all([guest.send({ email }), guest.send({ email }), guest.send({ email })])
    expect(new Set(answers.map(({ body }) => body.challenge_id)).size).toBe(1)
    expect(await mailed(email, 1)).toBe(1)
  })
})
