import { z } from "@medusajs/framework/zod"

/** The host's own data, passed to its hooks unread, as in Medusa's workflows. */
export const additionalData = z.record(z.string(), z.unknown()).nullish()

export type AdditionalData = z.infer<typeof additionalData>
