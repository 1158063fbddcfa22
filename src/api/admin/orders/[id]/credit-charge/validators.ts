import type { z } from "@medusajs/framework/zod"
import { chargeCreditOrder } from "../../../../../workflows/credit/accounts/account-input"
import { aliased } from "../../../../../workflows/shared/input/aliases"

export const AdminChargeCreditOrder = aliased(chargeCreditOrder)
export type AdminChargeCreditOrderType = z.infer<typeof AdminChargeCreditOrder>
