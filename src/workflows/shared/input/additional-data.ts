import { z } from "@medusajs/framework/zod"

/** Data of the host's own, handed through to its hooks unread, as in Medusa's workflows. */
export const additionalData = z.record(z.string(), z.unknown()).nullish()

export type AdditionalData = z.infer<typeof additionalData>
