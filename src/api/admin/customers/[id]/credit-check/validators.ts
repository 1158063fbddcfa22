import { z } from "@medusajs/framework/zod"
import { text } from "../../../../shared/validate"

export const AdminRunCreditCheck = z.strictObject({ provider: text(40).optional() })
export type AdminRunCreditCheckType = z.infer<typeof AdminRunCreditCheck>
