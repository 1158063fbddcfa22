import { z } from "@medusajs/framework/zod"
import { aliased } from "../../shared/input/aliases"
import { givenId, text } from "../../shared/input/parse"

/** Longest free text that the credit module accepts. */
const words = text(1000)

/** A decimal as number or string. The allowed digits depend on the account's currency, so the credit module checks them. */
const amount = z.union([z.number(), z.string().max(40)], "must be a decimal, as a number or a string").transform(String)

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, "must be a calendar date, YYYY-MM-DD")

const currency_code = z.string().regex(/^[a-z]{3}$/i, "must be a currency code of three letters (ISO 4217)")

/** Routes add the customer's id to a client's key of 200 characters. */
const key = text(500).optional()

const dated = { dated_on: day.nullish(), note: words.nullish() }
const paid = { amount, currency_code: currency_code.optional(), reference: words.nullish(), method: words.nullish() }

/** Each names a receivable, or the order whose receivable it is. */
const allocation = z
  .strictObject({ receivable_id: givenId.optional(), order_id: givenId.optional(), amount })
  .refine(({ receivable_id, order_id }) => (receivable_id === undefined) !== (order_id === undefined), {
    path: ["receivable_id"],
    message: "is required when order_id is missing; send one of the two",
  })
  .transform(({ receivable_id, order_id, amount: part }) =>
    receivable_id === undefined ? { order_id: String(order_id), amount: part } : { receivable_id, amount: part },
  )
const allocations = z.array(allocation).max(500)

/** The fields of each change of an account's money, beside those of {@link who}. */
export const cashFields = {
  payment: { ...paid, ...dated, reason: words.nullish(), allocations: allocations.optional() },
  creditMemo: { ...paid, ...dated, reason: words, allocations: allocations.optional() },
  adjustment: { ...paid, ...dated, reason: words, due_on: day.nullish() },
  /**
   * `order_id`: the money paid on this order is refunded, and the order is open again. Without it, unapplied cash is
   * refunded.
   */
  refund: { ...paid, ...dated, reason: words, order_id: givenId.nullish() },
  writeOff: { ...dated, receivable_id: givenId, amount: amount.nullish(), reason: words },
  allocation: { entry_id: givenId.nullish(), allocations: allocations.min(1) },
  reversal: { ...dated, reason: words },
}

/** The account and the actor. */
const who = {
  account_id: givenId,
  /** An admin user's or a secret key's id, or a name of the host's own. */
  actor_id: text(200).nullish(),
  /** A repeated request with the same key and values posts nothing. */
  idempotency_key: key,
}

/** The body of a route. The account's id is in the path, and the actor in the session. */
export const cashBody = <Fields extends z.ZodRawShape>(fields: Fields) =>
  aliased(z.strictObject({ ...fields, idempotency_key: text(200).optional() }))

export const cashInputs = {
  payment: z.strictObject({ ...cashFields.payment, ...who }),
  creditMemo: z.strictObject({ ...cashFields.creditMemo, ...who }),
  /** `po_number`: of the item that an increase makes. */
  adjustment: z.strictObject({ ...cashFields.adjustment, ...who, po_number: text(50).nullish() }),
  refund: z.strictObject({ ...cashFields.refund, ...who }),
  writeOff: z.strictObject({ ...cashFields.writeOff, ...who }),
  allocation: z.strictObject({ ...cashFields.allocation, ...who }),
  /** `while_unpaid`: refuses where something is allocated to the item that the entry has charged. */
  reversal: z.strictObject({ ...cashFields.reversal, ...who, entry_id: givenId, while_unpaid: z.boolean().optional() }),
}
