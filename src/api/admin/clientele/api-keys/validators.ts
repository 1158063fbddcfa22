import { z } from "@medusajs/framework/zod"
import { page } from "../../../shared/paging"

export const AdminListApiKeys = page()
export type AdminListApiKeysType = z.infer<typeof AdminListApiKeys>

export const AdminSetApiKeyMode = z.strictObject({ mode: z.enum(["live", "test"]) })
export type AdminSetApiKeyModeType = z.infer<typeof AdminSetApiKeyMode>
