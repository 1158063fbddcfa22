import { query } from "../../helpers/database"
import { completing } from "./completing.part"
import { onTerms } from "./on-terms.part"
import { beginWaiting, overtaken } from "./overtaken.part"
import { refused } from "./refused.part"
import { repeated } from "./repeated.part"
import { shopperCredit } from "./shopper-credit.part"
import { type CheckoutShop, openCheckoutShop } from "./shoppers"
import { whole } from "./whole.part"

// One store for all: each file describes one side of the checkout.
let open: CheckoutShop | undefined
let waiting: ReturnType<typeof beginWaiting> | undefined
const checkout = () => {
  if (!open) throw new Error("the store did not start")
  return open
}

beforeAll(async () => {
  open = await openCheckoutShop()
  waiting = beginWaiting(open)
  // Looked at in the last test.
  waiting.catch(() => undefined)
}, 180_000)

afterAll(async () => {
  // Where the last test was left out, the request still waits, and the store would wait for it.
  if (open) await query(open.database, "delete from clientele_checkout_lease where holder = 'other'")
  await waiting?.catch(() => undefined)
  await open?.close()
}, 90_000)

describe("R46: the whole checkout in one call", () => whole(checkout))
describe("R46: a request that comes again", () => repeated(checkout))
describe("R46: a request that is overtaken", () => overtaken(checkout))
describe("R46: what is refused makes and spends nothing", () => refused(checkout))
describe("R46: Medusa's own completion of a cart", () => completing(checkout))
describe("R24: pay on terms", () => onTerms(checkout))
describe("R27: credit in the storefront", () => shopperCredit(checkout))

// Guard: WAIT_MS in createOrder (workflows/checkout/create-order.ts); without it the request never ends.
test("R46: a request for a cart that is never free is refused with completion_in_progress after a minute", async () => {
  expect(await waiting).toMatchObject({ status: 400, body: { code: "completion_in_progress" } })
}, 120_000)
