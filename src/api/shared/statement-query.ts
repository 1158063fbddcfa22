import { z } from "@medusajs/framework/zod"
import { FIRST_DAY } from "../../kernel/calendar"

/** A day of the store's calendar on which a ledger can have entries. */
export const ledgerDay = z.iso.date().refine((day) => day >= FIRST_DAY, `must not be before ${FIRST_DAY}`)

/** ISO 4217, in any case. */
export const currencyCode = z
  .string()
  .regex(/^[a-z]{3}$/i, "must be a currency code of three letters (ISO 4217)")
  .transform((code) => code.toLowerCase())

/** The period of a statement: this month without days (contract R28). */
export const StatementQuery = z.strictObject({
  from: ledgerDay.optional(),
  to: ledgerDay.optional(),
  format: z.enum(["json", "csv", "html"]).default("json"),
})
export type StatementQueryType = z.infer<typeof StatementQuery>
