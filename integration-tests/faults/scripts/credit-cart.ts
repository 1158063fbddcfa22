import type { ExecArgs } from "@medusajs/framework/types"
import { createCartCreditLinesWorkflow } from "@medusajs/medusa/core-flows"

<<<<<<< ours
/** Pays a part of a cart with a gift card or store credit, as a plugin that has these does: core has no route for it. */
export default async function creditCart({ container, args: [cart_id, amount] }: ExecArgs) {
  const line = { cart_id: String(cart_id), amount: Number(amount), reference: "store-credit", reference_id: "one" }
  await createCartCreditLinesWorkflow(container).run({ input: [{ ...line, metadata: null }] })
  return { amount: line.amount }
=======
/** Pays a part of carts with a gift card or store credit, as a plugin that has these does: core has no route for it. */
export default async function creditCarts({ container, args: [list = ""] }: ExecArgs): Promise<void> {
  const amounts: Record<string, number> = JSON.parse(list)
  for (const [cart_id, amount] of Object.entries(amounts)) {
    const line = { cart_id, amount, reference: "store-credit", reference_id: "one", metadata: null }
    await createCartCreditLinesWorkflow(container).run({ input: [line] })
  }
  process.stdout.write(`${ANSWER}${JSON.stringify({ paid: Object.keys(amounts).length })}\n`)
>>>>>>> theirs
}
