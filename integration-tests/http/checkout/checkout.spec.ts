import { setTimeout as sleep } from "node:timers/promises"
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

/** A challenge whose mail no worker knows of, as where its job was lost. Its mailbox has no points account, so it needs no mail. */
const forget = ({ database }: CheckoutShop) =>
  query(
    database,
    `insert into clientele_code_challenge (id, mailbox, network, by_owner, created_at, expires_at)
     values ('forgotten', 'forgotten@example.com', sha256('a network'), false, now() - interval '2 minutes', now() + interval '1 hour')`,
  )

beforeAll(async () => {
  open = await openCheckoutShop()
  await forget(open)
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

// Guard: `schedule` in src/jobs/codes-upkeep.ts. All other jobs of the tests' stores are kept from the clock (script-door).
test("M18, R42: Medusa runs the upkeep of codes by the clock, every minute, and it finds the code whose job was lost", async () => {
  const outcome = async () =>
    (
      await query<{ mail_outcome: string | null }>(
        checkout().database,
        "select mail_outcome from clientele_code_challenge where id = 'forgotten'",
      )
    )[0]?.mail_outcome
  // The store has been up for more than a minute, except where this test runs alone.
  let found = await outcome()
  for (const deadline = Date.now() + 90_000; found === null && Date.now() < deadline; ) {
    await sleep(500)
    found = await outcome()
  }
  expect(found).toBe("not_needed")
}, 120_000)
