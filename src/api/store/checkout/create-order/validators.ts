import { z } from "@medusajs/framework/zod"
import { text } from "../../../shared/validate"

/** `fields` is the only parameter of Medusa's on a route of ours. `middlewares.ts` makes Medusa read it. */
export const StoreCreateOrderQuery = z.strictObject({ fields: text(5000).optional() })
