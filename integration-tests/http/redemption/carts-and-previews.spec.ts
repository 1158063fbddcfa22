import fs from "node:fs"
import { useStore } from "../../helpers/open-store"
import { statementsFile } from "../../helpers/statement-log/read"
import { cartLifecycle } from "./cart-lifecycle.part"
import { createCoupon } from "./coupons"
import { previews } from "./preview.part"
import { REGIONS } from "./regions"

// One store with five regions: each file sets the programme as it wants it.
const statements = statementsFile()
const open = useStore({ regions: REGIONS, copies: true, env: { CLIENTELE_TEST_STATEMENTS: statements } })

beforeAll(() => createCoupon(open().shop, "TEN"))
afterAll(() => fs.rmSync(statements, { force: true }))

describe("what a preview says", () => previews(open, statements))
describe("the life of a cart", () => cartLifecycle(open))
