import { type Browser, chromium, type Page } from "playwright-core"
import type { TestDatabase } from "../helpers/database"
import { eventually, loyaltyOf } from "../helpers/loyalty"
import { give } from "../helpers/redemption"
import { type Customer, newEmail, openShop, PASSWORD, type Shop } from "../helpers/shop"
import { createShopDatabase } from "../helpers/shop-database"
import { freePort, type Store, startStore } from "../helpers/store-server"
import { mailboxOf } from "../http/codes/shoppers"
import { CHROMIUM, SLOW_MS } from "./dashboard"
import { barriersOf, lookAt } from "./pages"
import { type Storefront, startStorefront } from "./storefront"

/** The demo's card (scripts/demo/store/card), which is always accepted. */
const CARD = "pp_card_demo"

// The storefront example in a real browser, with a real store behind it.
let database: TestDatabase
let store: Store
let shop: Shop
let storefront: Storefront
let browser: Browser
let page: Page
let problems: string[]

beforeAll(async () => {
  database = await createShopDatabase()
  const port = await freePort()
  const origin = `http://localhost:${port}`
  const env = { STORE_CORS: origin, AUTH_CORS: origin, CLIENTELE_TEST_DEMO_CARD: "true" }
  store = await startStore({ databaseUrl: database.url, env })
  shop = await openShop(store, { copies: true })
  const payment_providers = [CARD, "pp_system_default", "pp_credit_terms"]
  await shop.admin.post(`/admin/regions/${shop.regions["usd"]?.id}`, { payment_providers })
  await loyaltyOf(shop.admin).set("loyalty_points_enabled", true)
  storefront = await startStorefront(port, store, shop.publishableKey)
  browser = await chromium.launch(CHROMIUM)
}, 240_000)

afterAll(async () => {
  await browser?.close()
  await storefront?.stop()
  await store?.stop()
  await database?.drop()
}, 60_000)

// Each test is another person with a browser of their own.
beforeEach(async () => {
  const context = await browser.newContext()
  page = await context.newPage()
  page.setDefaultTimeout(SLOW_MS / 2)
  problems = []
  page.on("console", (message) => message.type() === "error" && problems.push(message.text()))
  page.on("pageerror", (error) => problems.push(error.message))
})

afterEach(() => page?.context().close())

/** A failure says what the page showed. */
const inBrowser = (work: () => Promise<void>) => async () => {
  try {
    await work()
  } catch (error) {
    const shown = await page.evaluate<string>("document.body.innerText").catch(() => "nothing")
    throw new Error(`${error instanceof Error ? error.message : error}\nThe page showed:\n${shown}`, { cause: error })
  }
}

const put = async (product: string) => {
  await page.goto(storefront.url)
  await page
    .getByRole("link", { name: new RegExp(product) })
    .first()
    .click()
  await page.getByRole("button", { name: "Put into the cart" }).click()
  await page.getByRole("heading", { name: "Your cart" }).waitFor()
}

const deliverTo = async (email: string) => {
  await page.getByRole("link", { name: "To the checkout" }).click()
  await page.getByLabel("Email address").fill(email)
  await page.getByLabel("First name").fill("Ann")
  await page.getByLabel("Last name").fill("Example")
  await page.getByLabel("Street").fill("2 Side Street")
  await page.getByLabel("Postal code").fill("10001")
  await page.getByLabel("City").fill("Town")
  await page.getByRole("button", { name: "Continue" }).click()
  await page.getByRole("heading", { name: "3. Payment" }).waitFor()
}

const signIn = async ({ email }: Customer) => {
  await page.goto(`${storefront.url}/account`)
  await page.getByLabel("Email address", { exact: true }).fill(email)
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD)
  await page.getByRole("button", { name: "Sign in" }).click()
  await page.getByRole("heading", { name: "Your account" }).waitFor()
}

/** Verifies the mailbox by the code that the store mails. */
const verify = async ({ email }: Customer) => {
  const mailbox = await mailboxOf(store.url)
  await page.getByRole("button", { name: "Send me a code" }).click()
  await page.getByText("a code is on its way").waitFor()
  await page.getByLabel("Code", { exact: true }).fill(await mailbox.code(email))
  await page.getByRole("button", { name: "Use this code" }).click()
}

/** Errors in the console, without the browser's own lines about refused requests. */
const errors = () => problems.filter((problem) => !problem.includes("401"))

const toPay = () => page.locator(".total dd").textContent()

test(
  "R42, R44, R45, M72: a guest proves the mailbox with a code, slides to 300 points, and pays the rest",
  inBrowser(async () => {
    const customer = await shop.register()
    await give(shop, customer, 800)
    await put("shirt")
    await page.getByRole("button", { name: "One more shirt" }).click()
    await page.getByText("$40.00").first().waitFor()
    expect(await barriersOf(page, "body")).toEqual([])
    await deliverTo(customer.email)
    expect(await toPay()).toBe("$40.00")

    await verify(customer)
    await page.getByText("You have 800 points.").waitFor()
    await page.getByRole("slider").fill("300")
    await page.getByRole("button", { name: "Use these points" }).dblclick()
    await page.getByText("300 points take $3.00 off.").waitFor()
    await page.getByText("$37.00", { exact: true }).waitFor()
    await lookAt(page, "storefront-checkout")
    expect(await barriersOf(page, "body")).toEqual([])

    await page.getByRole("radio", { name: /By invoice/ }).check()
    await page.getByRole("button", { name: "Buy for $37.00" }).dblclick()
    await page.getByRole("heading", { name: /Thank you for order/ }).waitFor()
    expect(await loyaltyOf(shop.admin).account(customer.id)).toMatchObject({ points_balance: 500, points_held: 0 })
    expect(errors()).toEqual([])
  }),
  SLOW_MS,
)

test(
  "R31, R42: a wrong code is refused in words, the right one still works, and the account shows its points after a code, too",
  inBrowser(async () => {
    const customer = await shop.register()
    await give(shop, customer, 800)
    const mailbox = await mailboxOf(store.url)
    await put("shirt")
    await deliverTo(customer.email)
    await page.getByRole("button", { name: "Send me a code" }).click()
    const code = await mailbox.code(customer.email)
    await page.getByLabel("Code", { exact: true }).fill(code === "000000" ? "000001" : "000000")
    await page.getByRole("button", { name: "Use this code" }).click()
    await page.getByRole("alert").waitFor()
    await page.getByLabel("Code", { exact: true }).fill(code)
    await page.getByRole("button", { name: "Use this code" }).click()
    await page.getByText("You have 800 points.").waitFor()

    await signIn(customer)
    await page.getByText(/^To see your points/).waitFor()
    await page.getByRole("button", { name: "Send me a code" }).click()
    await page.getByLabel(/^Code from the mail/).fill(await mailbox.code(customer.email, 2))
    await page.getByRole("button", { name: "Show my points" }).click()
    await page.getByText("800 points", { exact: true }).waitFor()
    await page.getByRole("row").filter({ hasText: "Changed by the shop" }).getByText("+800").waitFor()
  }),
  SLOW_MS,
)

// Guards: isFree in examples/storefront/src/checkout/payment.tsx; UseNone beside ProveMailbox in pay-with-points.tsx.
test(
  "R44, R45: a guest whose points pay for everything chooses no payment, and removes them after a change of the email",
  inBrowser(async () => {
    await loyaltyOf(shop.admin).set("loyalty_max_redeem_percent", 100)
    const use = async (customer: Customer) => {
      await give(shop, customer, 2000)
      await put("shirt")
      await deliverTo(customer.email)
      await verify(customer)
      await page.getByRole("button", { name: "Use these points" }).click()
      await page.getByRole("button", { name: "Buy for $0.00" }).waitFor()
    }
    const [payer, changing] = [await shop.register(), await shop.register()]
    await use(payer)
    expect(await page.getByRole("radio").count()).toBe(0)
    await page.getByRole("button", { name: "Buy for $0.00" }).click()
    await page.getByRole("heading", { name: /Thank you for order/ }).waitFor()
    expect(await loyaltyOf(shop.admin).account(payer.id)).toMatchObject({ points_balance: 0, points_held: 0 })

    await use(changing)
    await page.getByLabel("Email address").fill(newEmail("changed"))
    await page.getByRole("button", { name: "Change" }).first().click()
    await page.getByRole("button", { name: "Send me a code" }).waitFor()
    await page.getByRole("button", { name: "Use none" }).click()
    await page.getByRole("button", { name: "Buy for $20.00" }).waitFor()
    expect(await loyaltyOf(shop.admin).account(changing.id)).toMatchObject({ points_balance: 2000, points_held: 0 })
    expect(errors()).toEqual([])
  }),
  SLOW_MS,
)

test(
  "R45: a guest uses points and pays the rest by card",
  inBrowser(async () => {
    const customer = await shop.register()
    await give(shop, customer, 500)
    await put("shirt")
    await deliverTo(customer.email)
    await verify(customer)
    await page.getByRole("slider").fill("500")
    await page.getByRole("button", { name: "Use these points" }).click()
    await page.getByRole("radio", { name: /By card/ }).check()
    await page.getByRole("button", { name: "Buy for $15.00" }).click()
    await page.getByRole("heading", { name: /Thank you for order/ }).waitFor()
    const { orders } = await shop.admin.get<{ orders: { payment_collections: { payments: object[] }[] }[] }>(
      `/admin/orders?q=${encodeURIComponent(customer.email)}&fields=*payment_collections.payments`,
    )
    expect(orders.map((order) => order.payment_collections[0]?.payments)).toMatchObject([
      [{ provider_id: CARD, amount: 15 }],
    ])
    expect(errors()).toEqual([])
  }),
  SLOW_MS,
)

test(
  "R24, R27: a company's buyer pays on account; the account page shows what is owed, and a stranger cannot",
  inBrowser(async () => {
    const buyer = await shop.register()
    await shop.admin.post(`/admin/customers/${buyer.id}/credit`, { credit_limit: 500, payment_terms: "net_30" })
    await put("shirt")
    await deliverTo(buyer.email)
    const account = page.getByRole("radio", { name: /On account/ })
    expect(await account.isDisabled()).toBe(true)
    await page.getByText("Only for buyers of a company").waitFor()

    await signIn(buyer)
    await page.goto(`${storefront.url}/checkout`)
    await page.getByText("$500.00 available").waitFor()
    await account.check()
    await page.getByLabel("Your purchase order number").fill("PO-77")
    await page.getByRole("button", { name: "Buy for $20.00" }).dblclick()
    await page.getByRole("heading", { name: /Thank you for order/ }).waitFor()
    const read = () => shop.admin.get<{ receivables: unknown[] }>(`/admin/customers/${buyer.id}/credit/receivables`)
    await eventually(read, ({ receivables }) => receivables.length === 1)
    await page.getByRole("link", { name: "See your points and invoices" }).click()
    await page.getByText("$20.00 owed").waitFor()
    await page.getByRole("cell", { name: "PO-77" }).waitFor()
    await lookAt(page, "storefront-account")
    expect(await barriersOf(page, "body")).toEqual([])
    expect(errors()).toEqual([])
  }),
  SLOW_MS,
)

test(
  "R19, R20: a customer makes an account, changes the profile, adds a contact and removes it",
  inBrowser(async () => {
    await page.goto(`${storefront.url}/account`)
    await page.getByLabel("Your email address").fill(`new-${process.pid}@example.com`)
    await page.getByLabel("A password").fill(PASSWORD)
    await page.getByRole("button", { name: "Make an account" }).click()
    await page.getByRole("heading", { name: "Your account" }).waitFor()
    await page.getByLabel("First name").fill("Nour")
    await page.getByRole("button", { name: "Save" }).click()
    await page.getByText("Saved.").waitFor()
    await page.getByLabel("Name", { exact: true }).fill("Rim Haddad")
    await page.getByLabel("Their email address").fill("rim@example.com")
    await page.getByRole("button", { name: "Add" }).dblclick()
    await page.getByRole("listitem").filter({ hasText: "Rim Haddad" }).waitFor()
    expect(await page.getByRole("listitem").count()).toBe(1)
    await page.getByRole("button", { name: "Remove Rim Haddad" }).click()
    await page.getByRole("listitem").waitFor({ state: "detached" })
    expect(errors()).toEqual([])
  }),
  SLOW_MS,
)
