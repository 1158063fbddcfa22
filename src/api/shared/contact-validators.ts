import type { z } from "@medusajs/framework/zod"
import { page } from "./paging"

export const ContactPage = page()
export type ContactPageType = z.infer<typeof ContactPage>
