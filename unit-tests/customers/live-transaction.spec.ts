import type { DistributedTransactionType } from "@medusajs/framework/orchestration"
import { LiveTransaction } from "../../src/workflows/customers/live-transaction"

// Guards: toJSON and the check in `of` (src/workflows/customers/live-transaction.ts).
test("M33 R70: a transaction of an undo is left out of JSON, and losing it is an error", () => {
  const transaction = { payload: { email: "ann@example.com" } } as unknown as DistributedTransactionType
  const step = { id: "cus_1", live: new LiveTransaction({ transaction }) }
  expect(LiveTransaction.of(step.live)).toEqual({ transaction })
  const stored = JSON.parse(JSON.stringify(step)) as typeof step
  expect(stored).toEqual({ id: "cus_1" })
  expect(() => LiveTransaction.of(stored.live)).toThrow("cannot be undone")
})
