import type { Seen } from "../../helpers/alike"
import { query, type TestDatabase } from "../../helpers/database"
import { eventually } from "../../helpers/loyalty"
import { newEmail, type Shop } from "../../helpers/shop"
import { type CodeShop, INVALID, lookAt, type Mailbox, notThis, openAccounts, type Shopper } from "./shoppers"

export function asking(open: () => CodeShop): void {
  let opened: CodeShop
  let database: TestDatabase
  let shop: Shop
  let guest: Shopper
  let mailbox: Mailbox
  const known = () => opened.known()
  const newNetwork = () => opened.newNetwork()

  beforeAll(() => {
    opened = open()
    ;({ database, shop, guest, mailbox } = opened)
  })

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
    expect(mail?.text).toMatch(/valid for 10 minutes, until \d\d:\d\d UTC/)

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

  it("R42: a mailbox without points gets no mail, and the answer is the same", async () => {
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

  // Guards: `c.network = p_network` in clientele_code_guess for the third; mailbox and challenge are in that statement and in
  // macOfCode (domain/code.ts), each of which is enough.
  it("M28: the code of one mailbox is refused for another, and with another challenge", async () => {
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

  // Guard: clientele_code_guess counts a failure for every guess, also where there is no challenge. What is told while there is
  // no limit: split.redis.spec.ts.
  it("M30: after too many requests, known and unknown mailboxes get the same 429 with Retry-After", async () => {
    const network = newNetwork()
    const seen: Seen[] = []
    for (const email of [await known(), newEmail("unknown")]) {
      for (let i = 0; i < 5; i++) expect((await guest.send({ email, cart_id: `cart_${i}` }, network)).status).toBe(202)
      const refused = await guest.send({ email, cart_id: "cart_5" }, network)
      expect(refused.body).toEqual({ type: "not_allowed", code: "rate_limited", message: expect.any(String) })
      expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(3500)
      seen.push(await lookAt(async () => refused))
    }
    for (const email of [await known(), newEmail("unknown")]) {
      for (let i = 0; i < 20; i++) expect(await guest.verify({ email, code: "000000" }, network)).toMatchObject(INVALID)
      const refused = await guest.verify({ email, code: "000000" }, network)
      expect(refused).toMatchObject({ status: 429, body: { code: "rate_limited" } })
      expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(86_000)
      seen.push(await lookAt(async () => refused))
    }
    expect(new Set(seen.map(({ shape }) => shape)).size).toBe(1)
  }, 60_000)

  describe("M29: all spellings of an address are one mailbox with one counter", () => {
    /** Ways to write an address, whose local part must hold an `ë`. */
    const spellings = (email: string) => [
      email,
      ` ${email.toUpperCase()} `,
      email.normalize("NFD"),
      `\t${email.normalize("NFD").toUpperCase()}`,
      email.replace("zoë", "Zoë"),
    ]
    const zoe = async () => {
      const email = newEmail("zoë")
      await openAccounts(database, [email])
      return email
    }

    // Guard: `toLowerCase` and `normalize` in canonicalMailbox (src/kernel/mailbox.ts), by which the validators name the mailbox.
    it("M29: all spellings together get five mails an hour", async () => {
      const email = await zoe()
      const network = newNetwork()
      const ask = async (spelling: string, i: number) =>
        (await guest.send({ email: spelling, cart_id: `cart_${i}` }, network)).status
      const statuses: number[] = []
      for (const [i, spelling] of spellings(email).entries()) statuses.push(await ask(spelling, i))
      expect(statuses).toEqual([202, 202, 202, 202, 202])
      for (const [i, spelling] of spellings(email).entries()) expect(await ask(spelling, 5 + i)).toBe(429)
      const kept = "select count(*)::int as count from clientele_code_challenge where mailbox = $1"
      expect(await query(database, kept, [email])).toEqual([{ count: 5 }])
    })

    // Guard: the same.
    it("M29: all spellings together get five guesses at a code", async () => {
      const email = await zoe()
      const network = newNetwork()
      const { challenge_id } = (await guest.send({ email }, network)).body
      const code = await mailbox.code(email)
      for (const spelling of spellings(email)) {
        expect(await guest.verify({ email: spelling, code: notThis(code), challenge_id }, network)).toMatchObject(
          INVALID,
        )
      }
      const guesses = "select guesses from clientele_code_challenge where id = $1"
      expect(await query(database, guesses, [challenge_id])).toEqual([{ guesses: 5 }])
      expect(await guest.verify({ email, code, challenge_id }, network)).toMatchObject(INVALID)
    })

    // Guard: the same.
    it("M29: a code is valid with any spelling, and its token for the one mailbox", async () => {
      const email = await zoe()
      const { challenge_id } = (await guest.send({ email })).body
      const code = await mailbox.code(email)
      const [, , , other = ""] = spellings(email)
      const verified = await guest.verify({ email: other, code, challenge_id })
      expect(verified.status).toBe(200)
      const owner = "select mailbox from clientele_code_token where hash = sha256($1::bytea)"
      expect(await query(database, owner, [Buffer.from(verified.body.redemption_token)])).toEqual([{ mailbox: email }])
    })
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

    // Guard: `slice(0, trustedProxies + 1)` in src/api/store/loyalty/redemption/client-network.ts.
    it("M31: 100 requests from one network send five mails, whatever the client writes into X-Forwarded-For", async () => {
      const email = await known()
      const network = newNetwork()
      expect(count(await flood(email, (i) => `203.0.113.${i}, ${network}`))).toBe(5)
      expect(await mailed(email, 5)).toBe(5)
    }, 60_000)

    // Guard: the /64 in networkOf (modules/one_time_code/domain/network.ts).
    it("M31: 100 addresses of one IPv6 /64 count as one network", async () => {
      const email = await known()
      expect(count(await flood(email, (i) => `2001:db8:7:7::${i.toString(16)}`))).toBe(5)
      expect(await mailed(email, 5)).toBe(5)
    }, 60_000)

    // Guard: `per_mailbox` of SEND_LIMITS (modules/one_time_code/domain/limits.ts).
    it("M31: 100 requests from 100 networks send 20 mails", async () => {
      const email = await known()
      expect(count(await flood(email, (i) => `192.0.2.${i}`))).toBe(20)
      expect(await mailed(email, 20)).toBe(20)
    }, 60_000)

    // Guard: `cooldown_ms` of SEND_LIMITS.
    it("M31: three requests within 30 seconds send one mail and return one challenge", async () => {
      const email = await known()
      const answers = await Promise.all([guest.send({ email }), guest.send({ email }), guest.send({ email })])
      expect(new Set(answers.map(({ body }) => body.challenge_id)).size).toBe(1)
      expect(await mailed(email, 1)).toBe(1)
    })
  })
}
