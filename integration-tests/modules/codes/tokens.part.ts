import OneTimeCodeModuleService from "../../../src/modules/one_time_code/service"
import { query } from "../../helpers/database"
import { type CodeStore, HOME, HOUR, MINUTE, openCodeStore, outcome, outcomes, SECRET, token } from "./store"

export function tokens(): void {
  let store: CodeStore

  beforeAll(async () => {
    store = await openCodeStore()
  }, 180_000)

  afterAll(() => store?.close())

  let people = 0
  const someone = () => {
    people += 1
    return `shopper-${people}@example.com`
  }

  // Guard: `cart_id is null or cart_id = ?` in bindToken.
  it("M32: a token that 50 carts use at once, on two instances, is bound to one of them", async () => {
    const secret = await token(store.codes, someone())
    const uses = Array.from({ length: 50 }, (_, i) =>
      (i % 2 ? store.codes : store.other).useToken(secret, { cart_id: `cart_${i}` }),
    )
    expect(await outcomes(uses)).toEqual({ ok: 1, redemption_token_invalid: 49 })
  })

  // Guard: `expires_at > ?` in bindToken and readToken.
  it("R43: a token works for its cart repeatedly, and verifies its mailbox, until it expires", async () => {
    const { codes } = store
    const mailbox = someone()
    const secret = await token(codes, mailbox)
    expect(await codes.peekToken(secret)).toMatchObject({ mailbox, cart_id: null })
    const first = await codes.useToken(secret, { cart_id: "cart_a" })
    expect(first).toEqual({ id: expect.stringMatching(/^ctok_[0-9a-f]{32}$/), mailbox })
    expect(await codes.useToken(secret, { cart_id: "cart_a" })).toEqual(first)
    expect(await outcome(codes.useToken(secret, { cart_id: "cart_b" }))).toBe("redemption_token_invalid")
    expect(await codes.peekToken(secret)).toMatchObject({ mailbox, cart_id: "cart_a" })
    store.pass(30 * MINUTE)
    expect(await outcome(codes.useToken(secret, { cart_id: "cart_a" }))).toBe("redemption_token_invalid")
    expect(await codes.peekToken(secret)).toBeNull()
  })

  // Guards: `c.cart_id` in clientele_code_accept; `cart_id = ?` in bindToken.
  it("M28: a token whose code was asked for one cart is refused on another", async () => {
    const secret = await token(store.codes, someone(), { cart_id: "cart_mine" })
    expect(await outcome(store.codes.useToken(secret, { cart_id: "cart_other" }))).toBe("redemption_token_invalid")
    expect(await outcome(store.codes.useToken(secret, { cart_id: "cart_mine" }))).toBe("ok")
  })

  // Guard: `hash = ?` in bindToken and readToken (sql/tokens.ts).
  it.each(["", "x", "\0", "a".repeat(5000), "' or 1=1 --"])("M34: %j is refused as a token", async (secret) => {
    const real = await token(store.codes, someone())
    expect(await outcome(store.codes.useToken(secret, { cart_id: "cart_a" }))).toBe("redemption_token_invalid")
    expect(await store.codes.peekToken(secret)).toBeNull()
    expect(await outcome(store.codes.useToken(real, { cart_id: "cart_b" }))).toBe("ok")
  })

  // Guards: the comparison of owners in consumeToken, `consumed_at is null` in bindToken, `order_id = ?` in restoreToken.
  it("M32: of 50 orders that consume a token at once one succeeds; only that order's compensation restores the token", async () => {
    const { codes, other } = store
    const secret = await token(codes, someone())
    const { id } = await codes.useToken(secret, { cart_id: "cart_a" })
    const consume = Array.from({ length: 50 }, (_, i) => (i % 2 ? codes : other).consumeToken(id, `order_${i}`))
    expect(await outcomes(consume)).toEqual({ ok: 1, redemption_token_invalid: 49 })
    expect(await outcome(codes.useToken(secret, { cart_id: "cart_a" }))).toBe("redemption_token_invalid")
    expect(await codes.peekToken(secret)).toBeNull()

    const [row] = await query<{ order_id: string }>(
      store.database,
      "select order_id from clientele_code_token where id = $1",
      [id],
    )
    const order = row?.order_id ?? ""
    await codes.consumeToken(id, order)
    expect(await codes.restoreToken(id, "order_other")).toBe(false)
    expect(await codes.restoreToken(id, order)).toBe(true)
    expect(await codes.restoreToken(id, order)).toBe(false)
    expect(await outcome(codes.useToken(secret, { cart_id: "cart_a" }))).toBe("ok")
  })

  it("R43, R45: consuming and restoring a token join the given transaction", async () => {
    const { codes, db } = store
    const secret = await token(codes, someone())
    const { id } = await codes.useToken(secret, { cart_id: "cart_a" })
    const failing = db.transaction(async (transaction) => {
      await codes.consumeToken(id, "order_1", transaction)
      throw new Error("the order fails")
    })
    await expect(failing).rejects.toThrow("the order fails")
    expect(await outcome(codes.useToken(secret, { cart_id: "cart_a" }))).toBe("ok")
    await db.transaction((transaction) => codes.consumeToken(id, "order_1", transaction))
    expect(await codes.peekToken(secret)).toBeNull()
    await db.transaction((transaction) => codes.restoreToken(id, "order_1", transaction))
    expect(await outcome(codes.useToken(secret, { cart_id: "cart_a" }))).toBe("ok")
  })

  it("R47: an order can consume a token that expired or was deleted meanwhile", async () => {
    const { codes } = store
    const { id } = await codes.useToken(await token(codes, someone()), { cart_id: "cart_a" })
    store.pass(2 * HOUR)
    expect(await outcome(codes.consumeToken(id, "order_late"))).toBe("ok")
    store.pass(31 * 24 * HOUR)
    await codes.cleanUp()
    expect(await outcome(codes.consumeToken(id, "order_later"))).toBe("ok")
  })

  // Guards: hashToken and macOfNetwork (domain/code.ts), where bytes that could be read back would do for everything else.
  it("M33: no token, code or client address is in the tables", async () => {
    const { codes, database } = store
    const mailbox = someone()
    const secret = await token(codes, mailbox)
    const rows = await query<{ line: string }>(
      database,
      `select t::text as line from clientele_code_token t union all select c::text from clientele_code_challenge c
     union all select f::text from clientele_code_failure f`,
    )
    const text = rows.map(({ line }) => line).join("\n")
    expect(text).toContain(mailbox)
    for (const plain of [
      secret,
      Buffer.from(secret, "base64url").toString("hex"),
      HOME,
      Buffer.from(HOME).toString("hex"),
    ]) {
      expect(text).not.toContain(plain)
    }
  })

  // Guards: `and mailbox = ?` in readProof, the deletes in deleteProof and writeEmailChange.
  it("ADR 0008: a verification belongs to one customer and one mailbox, and ends when the email changes", async () => {
    const { codes } = store
    const isProven = async (id: string, mailbox: string) => (await codes.readSession(id, mailbox)).is_proven
    await codes.verifyCustomer("cus_1", "one@example.com")
    expect(await isProven("cus_1", "one@example.com")).toBe(true)
    expect(await isProven("cus_2", "one@example.com")).toBe(false)
    expect(await isProven("cus_1", "two@example.com")).toBe(false)
    await codes.voidVerification("cus_1", "one@example.com")
    expect(await isProven("cus_1", "one@example.com")).toBe(true)
    // To another address and back: what was proven before does not count.
    await codes.voidVerification("cus_1", "two@example.com")
    expect(await isProven("cus_1", "one@example.com")).toBe(false)
    await codes.verifyCustomer("cus_1", "two@example.com")
    await codes.noteEmailChange(["cus_1"])
    expect(await isProven("cus_1", "two@example.com")).toBe(false)
    await codes.verifyCustomer("cus_1", "two@example.com")
    await codes.deleteVerifications("cus_1")
    expect(await codes.readSession("cus_1", "two@example.com")).toEqual({ is_proven: false, redeems_from: null })
  })

  // Guard: `end.getTime() > now.getTime()` in waitsUntil (domain/waiting.ts).
  it("ADR 0008: for a day after a change of email a session redeems nothing, even after a verification of the new mailbox", async () => {
    const { codes } = store
    const changedAt = codes.clock().getTime()
    await codes.noteEmailChange(["cus_day", "cus_other"])
    await codes.verifyCustomer("cus_day", "new@example.com")
    const until = { is_proven: true, redeems_from: new Date(changedAt + 24 * HOUR) }
    expect(await codes.readSession("cus_day", "new@example.com")).toEqual(until)
    store.pass(24 * HOUR - 1)
    expect(await codes.readSession("cus_day", "new@example.com")).toEqual(until)
    store.pass(1)
    expect(await codes.readSession("cus_day", "new@example.com")).toEqual({ is_proven: true, redeems_from: null })
    // A second change begins a second day.
    await codes.noteEmailChange(["cus_day"])
    await codes.verifyCustomer("cus_day", "newer@example.com")
    store.pass(23 * HOUR)
    expect((await codes.readSession("cus_day", "newer@example.com")).redeems_from).not.toBeNull()
  })

  it("ADR 0008: a change of email is recorded in the transaction that changes it, or not at all", async () => {
    const { codes, db } = store
    await codes.verifyCustomer("cus_tx", "old@example.com")
    const failing = db.transaction(async (transaction) => {
      await codes.noteEmailChange(["cus_tx"], transaction)
      throw new Error("the change fails")
    })
    await expect(failing).rejects.toThrow("the change fails")
    expect(await codes.readSession("cus_tx", "old@example.com")).toEqual({ is_proven: true, redeems_from: null })
  })

  // Guard: `proof.email_changed_at === null` in isProvenBySession (domain/waiting.ts).
  it("ADR 0008: in a shop that verifies at sign-up, only a code verifies an address that changed since", async () => {
    const { db } = store
    const trusting = new OneTimeCodeModuleService(
      { __pg_connection__: db },
      { codeSecret: SECRET, identity: { trustRegisteredEmail: true } },
    )
    expect((await trusting.readSession("cus_trusted", "any@example.com")).is_proven).toBe(true)
    await trusting.noteEmailChange(["cus_trusted"])
    expect((await trusting.readSession("cus_trusted", "any@example.com")).is_proven).toBe(false)
    await trusting.verifyCustomer("cus_trusted", "any@example.com")
    expect((await trusting.readSession("cus_trusted", "any@example.com")).is_proven).toBe(true)
  })
}
