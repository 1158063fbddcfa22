import { z } from "@medusajs/framework/zod"
import { text } from "../../../shared/validate"

/** `fields` is the one parameter of Medusa's that a route of ours takes; `middlewares.ts` has Medusa read it. */
export const StoreCreateOrderQuery = z.strictObject({ fields: text(5000).optional() })
