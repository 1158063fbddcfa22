import { z } from "@medusajs/framework/zod"
import { lengths } from "../../modules/customer_profile"
import { text } from "../shared/input/parse"

const [, MAX_NOTE] = lengths.note

/** A note as the routes and the workflows take it (contract R14). */
export const saveNote = z.strictObject({ body: text(MAX_NOTE) })
