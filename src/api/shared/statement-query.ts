import { z } from "@medusajs/framework/zod"

/** Medusa has no order from before; PostgreSQL has no year 0. */
const FIRST_DAY = "2000-01-01"

/** A day of the store's calendar on which a ledger can have entries. */
export const ledgerDay = z.iso.date().refine((day) => day >= FIRST_DAY, `must not be before ${FIRST_DAY}`)
