import type { z } from "@medusajs/framework/zod"
import { reconcileInput } from "../../../../workflows/shared/input/reconcile-input"

export const AdminReconcileReceivables = reconcileInput
export type AdminReconcileReceivablesType = z.infer<typeof AdminReconcileReceivables>
