import { z } from "@medusajs/framework/zod"
import { isStorable } from "./validate"

/** The search text for customers (contract R10). */
export const customerSearch = z
  .string()
  .max(200)
  .refine((text) => [...text.trim()].length >= 2, "must have at least 2 characters")
  .refine(isStorable, "has characters that cannot be searched")
