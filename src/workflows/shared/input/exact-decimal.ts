import { z } from "@medusajs/framework/zod"

/** A decimal as number or string, exact as it was written. */
export function exactDecimal(isGood: (text: string) => boolean, message: string) {
  return z.union([z.number(), z.string()], message).transform(String).refine(isGood, message)
}
