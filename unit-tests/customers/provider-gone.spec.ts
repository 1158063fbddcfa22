import { createRequire } from "node:module"
import path from "node:path"
import { MedusaError } from "@medusajs/framework/utils"
import { saysAccountIsGone } from "../../src/workflows/privacy/account-is-gone"

/** Medusa's own Stripe provider, as installed. */
const ofMedusa = createRequire(require.resolve("@medusajs/medusa/package.json"))
const { default: StripeBase } = ofMedusa(
  path.join(path.dirname(ofMedusa.resolve("@medusajs/payment-stripe")), "core/stripe-base"),
)

/** The error that Medusa's provider makes of Stripe's answer about a deleted account. */
function ofStripe(message: string): Promise<Error> {
  const answer = { type: "invalid_request_error", code: "resource_missing", param: "id", message }
  const error = Object.assign(new Error(message), { ...answer, statusCode: 404, raw: { ...answer, statusCode: 404 } })
  const stripe = { customers: { del: () => Promise.reject(error) } }
  const provider = Object.assign(Object.create(StripeBase.prototype), { stripe_: stripe })
  return provider.deleteAccountHolder({ context: { account_holder: { data: { id: "cus_1" } } } }).then(
    () => new Error("deleted"),
    (thrown: Error) => thrown,
  )
}

test("M53: Medusa's Stripe provider reports a deleted account by its message alone, and the plugin recognises it", async () => {
  const thrown = await ofStripe("No such customer: 'cus_1'")
  expect(Object.keys(thrown)).toEqual([])
  expect(saysAccountIsGone(thrown)).toBe(true)
})

// Guard: `similar object exists` in saysAccountIsGone.
test("M53: an account that Stripe has in its other mode is not gone", async () => {
  const hint = "a similar object exists in live mode, but a test mode key was used to make this request."
  expect(saysAccountIsGone(await ofStripe(`No such customer: 'cus_1'; ${hint}`))).toBe(false)
})

test.each<[string, unknown, boolean]>([
  ["Medusa's not_found", new MedusaError(MedusaError.Types.NOT_FOUND, "Account holder not found"), true],
  ["Stripe's code", Object.assign(new Error("x"), { code: "resource_missing" }), true],
  ["a bare HTTP 404", Object.assign(new Error("Request failed with status code 404"), { status: 404 }), false],
  ["a status code 404", Object.assign(new Error("Not Found"), { statusCode: 404 }), false],
  ["a failure", new Error("503"), false],
  ["an unknown provider", new MedusaError(MedusaError.Types.INVALID_DATA, "Unable to retrieve the provider"), false],
  ["nothing", undefined, false],
  ["text", "No such customer", false],
])("M53: %s tells correctly whether the account is gone", (_what, error, gone) => {
  expect(saysAccountIsGone(error)).toBe(gone)
})
