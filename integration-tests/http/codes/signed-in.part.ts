import { query, type TestDatabase } from "../../helpers/database"
import { eventually } from "../../helpers/loyalty"
import { newEmail, type Shop } from "../../helpers/shop"
import { type CodeShop, INVALID, type Mailbox, notThis, openAccounts, type Shopper, shopperOf } from "./shoppers"

export function signedIn(open: () => CodeShop): void {
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

  describe("a signed-in customer", () => {
    const loyaltyOf = (customer: Parameters<Shop["as"]>[0]) =>
      shop.as(customer).get<{ loyalty: { points_balance: number } | null }>("/store/customers/me/loyalty")

    it("ADR 0008, R31: sees the points after one verified code, until the email address changes", async () => {
      const customer = await shop.register()
      const adjustments = `/admin/customers/${customer.id}/loyalty/adjustments`
      await shop.admin.post(adjustments, { points: 70, reason: "welcome" })
      expect(await loyaltyOf(customer)).toEqual({ loyalty: null, proof_required: true })

      const me = shopperOf(shop.as(customer))
      const { body } = await me.send({ email: customer.email })
      const code = await mailbox.code(customer.email)
      expect((await me.verify({ email: customer.email, code, challenge_id: body.challenge_id })).status).toBe(200)
      expect((await loyaltyOf(customer)).loyalty?.points_balance).toBe(70)

      const move = (email: string) => shop.admin.post(`/admin/customers/${customer.id}`, { email })
      const proofs = () =>
        query(database, "select 1 from clientele_code_verification where customer_id = $1", [customer.id])
      await move(newEmail("moved"))
      expect(await loyaltyOf(customer)).toEqual({ loyalty: null, proof_required: true })
      expect(await eventually(proofs, (rows) => rows.length === 0)).toEqual([])
      await move(customer.email)
      expect(await loyaltyOf(customer)).toEqual({ loyalty: null, proof_required: true })
    })

    // Guard: the comparison of mailboxes in isOwner (workflows/codes/request-code.ts).
    it("ADR 0008: does not verify the account's mailbox with a code of another mailbox or a guest's code", async () => {
      const customer = await shop.register()
      const email = await known()
      const me = shopperOf(shop.as(customer))
      await me.send({ email })
      const code = await mailbox.code(email)
      expect((await me.verify({ email, code })).status).toBe(200)
      expect(
        await query(database, "select 1 from clientele_code_verification where customer_id = $1", [customer.id]),
      ).toEqual([])
      await openAccounts(database, [customer.email])
      await guest.send({ email: customer.email })
      expect((await guest.verify({ email: customer.email, code: await mailbox.code(customer.email) })).status).toBe(200)
      expect(await loyaltyOf(customer)).toEqual({ loyalty: null, proof_required: true })
    })

    // Guard: findSessionMailbox (workflows/shared/customers/get-customer-mailbox.ts). Medusa cannot revoke the deleted customer's token.
    it("R9, R42, R43: who is deleted meanwhile counts as a guest, and a code still verifies the mailbox", async () => {
      const customer = await shop.register()
      const adjustments = `/admin/customers/${customer.id}/loyalty/adjustments`
      await shop.admin.post(adjustments, { points: 1000, reason: "welcome" })
      const cart = await shop.fillCart({ email: customer.email, quantity: 2, product: "download" })
      await shop.admin.send("DELETE", `/admin/customers/${customer.id}`)
      const late = shop.as(customer)
      const asked = await shopperOf(late).send({ email: customer.email, cart_id: cart.id })
      expect(asked.status).toBe(202)
      const code = await mailbox.code(customer.email)
      const proven = await shopperOf(late).verify({
        email: customer.email,
        code,
        challenge_id: asked.body.challenge_id,
      })
      expect(proven.status).toBe(200)
      const goods = { email: customer.email, cart_id: cart.id }
      expect(await late.send("POST", "/store/loyalty/preview", goods)).toMatchObject({
        status: 200,
        body: { preview: { proof_required: true } },
      })
      const use = (token?: string) =>
        late.send("POST", `/store/carts/${cart.id}/loyalty-redemption`, { points: 500, token })
      expect(await use()).toMatchObject({ status: 400, body: { code: "proof_required" } })
      expect(await use(proven.body.redemption_token)).toMatchObject({ status: 200, body: { cart: { total: 35 } } })
    })

    it("R42: gets a code by mail for the own mailbox even without points", async () => {
      const customer = await shop.register()
      await shopperOf(shop.as(customer)).send({ email: customer.email })
      await mailbox.code(customer.email)
      expect((await mailbox.mails(customer.email))[0]?.text).toContain("to see your points")
    })

    // Guard: hasOwnBudget in requestCode and verifyCode (workflows/codes).
    it("M25: strangers who use up all mails and guesses of a mailbox do not lock its owner out", async () => {
      const customer = await shop.register()
      const { email } = customer
      await openAccounts(database, [email])
      for (let i = 0; i < 20; i++) {
        const from = `2001:db8:25:${i.toString(16)}::1`
        const { body } = await guest.send({ email }, from)
        for (let n = 0; n < 3; n++) await guest.verify({ email, code: "000000", challenge_id: body.challenge_id }, from)
      }
      expect((await guest.send({ email }, newNetwork())).status).toBe(429)
      const { body } = await shopperOf(shop.as(customer)).send({ email })
      expect(body.status).toBe("accepted")
      const mine = shopperOf(shop.as(customer))
      const code = await mailbox.code(email, 21)
      expect((await guest.verify({ email, code, challenge_id: body.challenge_id })).status).toBe(429)
      expect(await mine.verify({ email, code: notThis(code), challenge_id: body.challenge_id })).toMatchObject(INVALID)
      expect((await mine.verify({ email, code, challenge_id: body.challenge_id })).status).toBe(200)
    }, 60_000)

    // Guard: `customer_ids.every` in hasOwnBudget (workflows/codes/request-code.ts).
    it("M25: an account with another spelling of an address does not use up its owner's budget", async () => {
      const customer = await shop.register()
      const { email } = customer
      const thief = shopperOf(shop.as(await shop.register(email.replace("customer", "Customer"))))
      const accounts = () => query(database, "select 1 from clientele_customer_index where email_key = $1", [email])
      expect(await eventually(accounts, (rows) => rows.length === 2)).toHaveLength(2)
      await openAccounts(database, [email])
      for (let i = 0; i < 6; i++) await thief.send({ email }, newNetwork())
      for (let i = 0; i < 21; i++) await thief.verify({ email, code: "000000" }, newNetwork())
      const mine = shopperOf(shop.as(customer))
      const { status, body } = await mine.send({ email })
      expect(status).toBe(202)
      const code = await mailbox.code(email, 7)
      expect((await mine.verify({ email, code, challenge_id: body.challenge_id })).status).toBe(200)
      // Who can read the mail has proven it all the same, whichever spelling the account has.
      const asked = await thief.send({ email }, newNetwork())
      const next = await mailbox.code(email, 8)
      expect((await thief.verify({ email, code: next, challenge_id: asked.body.challenge_id })).status).toBe(200)
    }, 60_000)
  })

  describe("bad input", () => {
    const email = "ada@example.com"
    // Guards: sendCodeBody and verifyCodeBody (workflows/codes/code-input.ts): both strict, nothing coerced.
    it.each([
      ["send", {}, "email"],
      ["send", { email: null }, "email"],
      ["send", { email: 7 }, "email"],
      ["send", { email: [email] }, "email"],
      ["send", { email: { address: email } }, "email"],
      ["send", { email: "not an address" }, "email"],
      ["send", { email, cart_id: ["cart_1"] }, "cart_id"],
      ["send", { email, customer_id: "cus_1" }, "customer_id"],
      ["send", [email], "body"],
      ["verify", { email }, "code"],
      ["verify", { email, code: 123456 }, "code"],
      ["verify", { email, code: ["123456"] }, "code"],
      ["verify", { email, code: true }, "code"],
      ["verify", { email, code: "12345" }, "code"],
      ["verify", { email, code: "123456", challenge_id: {} }, "challenge_id"],
      ["verify", { email, code: "123456", balance: 1 }, "balance"],
    ] as const)("M34: %s %j is refused naming %s", async (call, body, field) => {
      const answer = await guest[call](body)
      expect({ status: answer.status, code: answer.body.code }).toEqual({ status: 400, code: "invalid_request" })
      expect(answer.body.message).toContain(field)
    })

    // Guards: Medusa's limit of 100 kB, which no `bodyParser` of ours raises, and behind it `mailbox` in the validators.
    it("M34: bodies of 2 MB, and bodies that are no JSON, are refused", async () => {
      const email = "x".repeat(2_000_000)
      for (const answer of [await guest.send({ email }), await guest.verify({ email, code: "123456" })]) {
        expect([400, 413]).toContain(answer.status)
      }
      for (const call of [guest.send, guest.verify]) expect((await call("{")).status).toBe(400)
    })

    it("R42: the outbox refuses callers who are not admin users", async () => {
      const answer = await shop.guest.send("GET", "/admin/clientele/outbox")
      expect(answer.status).toBe(401)
    })
  })
}
