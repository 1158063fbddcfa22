import type { MedusaContainer } from "@medusajs/framework/types"
import { readBinding } from "../../src/workflows/redemption/binding"
import { applyRedemption } from "../../src/workflows/redemption/redeem"

// In this process nothing has been decorated, as in a store whose Medusa has become another one.
const container = {
  resolve: (key: string) => {
    throw new Error(`${key} was asked for, before the binding was looked at`)
  },
} as unknown as MedusaContainer

// Guard: the first `if` of applyRedemption. A hold made now would be a discount without a deduction.
it("R44, D1: while the plugin is not bound to Medusa's modules no hold is made", async () => {
  expect(readBinding()).toMatchObject({ orders: false, promotions: false, bound: false })
  const applying = applyRedemption(container, {
    cart_id: "cart_1",
    mailbox: "a@example.com",
    points: 100,
    proof_id: null,
  })
  await expect(applying).rejects.toMatchObject({ code: "not_bound" })
})
