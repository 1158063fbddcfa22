import { type AccountShop, openAccountShop } from "./accounts"
import { approvals } from "./approvals.part"
import { captures } from "./captures.part"
import { charges } from "./charges.part"
import { invoices } from "./invoices.part"
import { leftovers } from "./leftovers.part"
import { orderChanges } from "./order-changes.part"
import { reconciling } from "./reconciling.part"
import { refunding } from "./refunding.part"

// One store for all: each file describes one side of orders on account.
let open: AccountShop | undefined
const shop = () => {
  if (!open) throw new Error("the store did not start")
  return open
}

beforeAll(async () => {
  open = await openAccountShop()
}, 180_000)

afterAll(async () => {
  await open?.close()
}, 90_000)

describe("R24a: orders that wait for an approval", () => approvals(shop))
describe("R24d: orders that an admin user puts on account", () => charges(shop))
describe("R24b: payments and captures", () => captures(shop))
describe("R24b: leftover payments, payouts and money that is set free", () => leftovers(shop))
describe("R28: orders compared with their receivables", () => reconciling(shop))
describe("R23: refunds by who should not", () => refunding(shop))
describe("R24c: invoices", () => invoices(shop))
describe("M56: the receivable follows the order", () => orderChanges(shop))
