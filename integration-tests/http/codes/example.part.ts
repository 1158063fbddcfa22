import fs from "node:fs"
import path from "node:path"
import Medusa from "@medusajs/js-sdk"
import { redemption } from "../../../examples/redemption"
import { withClientele } from "../../../src/client"
import { loyaltyOf } from "../../helpers/loyalty"
import { give } from "../../helpers/redemption"
import type { CodeShop } from "./shoppers"

const GOLDEN = path.join(__dirname, "../../../examples/redemption.out")

/** The storefront of `examples`, in a programme as it is at first. */
export function example(open: () => CodeShop): void {
  it("R42, R43, R44, R45: the storefront of examples/redemption.ts prints the committed output", async () => {
    const { shop, mailbox } = open()
    const customer = await shop.register()
    await give(shop, customer, 2500)
    const lines: string[] = []
    const shopper = { email: customer.email, country: "us", product: "shirt", quantity: 2 }
    await redemption(
      withClientele(new Medusa({ baseUrl: shop.url, publishableKey: shop.publishableKey })),
      { ...shopper, readCode: () => mailbox.code(customer.email) },
      (line) => lines.push(line),
    )
    const told = `${lines.join("\n")}\n`
    if (process.env.UPDATE_EXAMPLES === "1") {
      fs.writeFileSync(GOLDEN, told)
    }
    expect(told).toBe(fs.readFileSync(GOLDEN, "utf8"))
    expect(await loyaltyOf(shop.admin).account(customer.id)).toMatchObject({ points_balance: 2300, points_held: 0 })
  })
}
