// A storefront's checkout in which a guest pays a part of an order with points. docs/redemption.md explains it.
// `examples/redemption.out` is its output; a test runs it on a real store and compares. `npm run demo` prints a publishable key,
// the file of the mails and a ledger with a guest-…@example.com. While it runs:
//   PUBLISHABLE_KEY=pk_… EMAIL=guest-…@example.com node -r ts-node/register/transpile-only examples/redemption.ts
import type { HttpTypes } from "@medusajs/framework/types"
import Medusa, { FetchError } from "@medusajs/js-sdk"
// In a project of your own: "medusa-plugin-clientele/client"
import { type MedusaWithClientele, type ResponseOf, withClientele } from "../src/client"
import { askForCode } from "./lib/ask-for-code"
import { fillCart, type Wish } from "./lib/fill-cart"

type Print = (line: string) => void
type Cart = HttpTypes.StoreCart
type Applied = ResponseOf<"POST /store/carts/:id/loyalty-redemption">

const PAYMENT = "pp_system_default"

/** The shopper's choice, and a function that reads the code from the mailbox. */
type Shopper = Wish & { readCode: () => Promise<string> }

/** Verifies the mailbox with a one-time code. @returns the token, valid for this cart and all positions of its slider */
async function prove(
  sdk: MedusaWithClientele,
  cart: Cart,
  { email, readCode }: Shopper,
  print: Print,
): Promise<string> {
  const { loyalty } = sdk.store.clientele
  const asked = await loyalty.sendCode({ email, cart_id: cart.id })
  print(`A code is asked for:                    ${asked.status}, as for every email`)
  const code = await readCode()
  const { redemption_token } = await loyalty.verifyCode({ email, code, challenge_id: asked.challenge_id })
  print(`The code of the mail is exchanged:      a token of ${redemption_token.length} characters`)
  return redemption_token
}

/** Applies points to lower the price. @returns the result, or the reason for a refusal */
async function apply(
  sdk: MedusaWithClientele,
  cart: Cart,
  body: { token: string; points: number },
): Promise<Applied | string> {
  try {
    return await sdk.store.clientele.loyalty.apply(cart.id, body)
  } catch (error) {
    if (error instanceof FetchError && error.status === 400) return error.message
    throw error
  }
}

/** Shows a mistake of storefronts: the code of the plugin's adjustments is not a coupon. */
async function repostCode(sdk: MedusaWithClientele, cart: Cart): Promise<string> {
  const code = cart.items?.flatMap((item) => item.adjustments ?? []).find((one) => one.code)?.code
  try {
    await sdk.client.fetch(`/store/carts/${cart.id}/promotions`, { method: "POST", body: { promo_codes: [code] } })
    return "taken"
  } catch (error) {
    if (error instanceof FetchError) return `refused with ${error.status}`
    throw error
  }
}

/** Runs the checkout and prints each step. Creates one order. */
export async function redemption(sdk: MedusaWithClientele, shopper: Shopper, print: Print): Promise<void> {
  const cart = await fillCart(sdk, shopper)
  print(`The cart is filled:                     ${cart.total} ${cart.currency_code} to pay`)
  const token = await prove(sdk, cart, shopper, print)

  const slide = async (label: string, points: number): Promise<Cart> => {
    const answer = await apply(sdk, cart, { token, points })
    if (typeof answer === "string") {
      print(`${label.padEnd(40)}refused: ${answer}`)
      return cart
    }
    const { loyalty_redemption: now, payment_session_required } = answer
    const session = payment_session_required ? "; a payment session is required" : ""
    print(
      `${label.padEnd(40)}${now.points} points take ${now.discount_amount} off, ${answer.cart.total} to pay${session}`,
    )
    return answer.cart
  }
  const first = await slide("200 points are applied:", 200)
  print(`Their code is posted as a coupon:       ${await repostCode(sdk, first)}`)
  await sdk.store.payment.initiatePaymentSession(first, { provider_id: PAYMENT })
  await slide("After the payment session, 300:", 300)
  await slide("Fewer than may be used at once:", 50)
  await slide("The slider at its end, 2500:", 2500)

  const { released, cart: bare } = await sdk.store.clientele.loyalty.remove(cart.id)
  print(`The shopper thinks better of it:        released ${released}, ${bare.total} to pay`)
  const last = await slide("And applies 200 again:", 200)

  await sdk.store.payment.initiatePaymentSession(last, { provider_id: PAYMENT })
  const done = await sdk.store.cart.complete(cart.id)
  if (done.type !== "order") throw new Error(`no order: ${done.error.message}`)
  print(`The cart is completed:                  an order of ${done.order.total} ${done.order.currency_code}`)
}

if (require.main === module) {
  const { BASE = "http://localhost:9000", PUBLISHABLE_KEY, EMAIL } = process.env
  if (!PUBLISHABLE_KEY || !EMAIL) throw new Error("set PUBLISHABLE_KEY and EMAIL")
  const sdk = withClientele(new Medusa({ baseUrl: BASE, publishableKey: PUBLISHABLE_KEY }))
  const shopper = { email: EMAIL, country: "us", product: "Linen shirt", quantity: 1, readCode: askForCode }
  void redemption(sdk, shopper, console.log)
}
