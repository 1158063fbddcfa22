import { z } from "@medusajs/framework/zod"
import { payloadForms, problemOfFilter } from "../../../modules/webhook"
import { eventNames } from "../../../workflows/shared/events/event-names"
import { aliased } from "../../../workflows/shared/input/aliases"
import { text } from "../../../workflows/shared/input/parse"
import { cursorPaging, page } from "../../shared/paging"

/** The module checks the URL further, depending on the options. */
const url = z.string().min(1).max(2000)
const description = text(500).nullish()
const filter = z.string().superRefine((text, ctx) => {
  // Guard: an endpoint whose filter has a typing error would receive nothing.
  const message = problemOfFilter(text, eventNames)
  if (message) {
    ctx.addIssue({ code: "custom", message })
  }
})
const events = z.array(filter).min(1).max(100)
const payload = z.enum(payloadForms)

/** A new endpoint (contract R63). */
export const AdminCreateWebhook = z.strictObject({
  url,
  description,
  events: events.default(["*"]),
  payload: payload.default("full"),
  is_active: z.boolean().default(true),
})
export type AdminCreateWebhookType = z.infer<typeof AdminCreateWebhook>

/** What is given changes. */
export const AdminUpdateWebhook = z.strictObject({
  url: url.optional(),
  description,
  events: events.optional(),
  payload: payload.optional(),
  is_active: z.boolean().optional(),
})
export type AdminUpdateWebhookType = z.infer<typeof AdminUpdateWebhook>

export const AdminListWebhooks = page()
export type AdminListWebhooksType = z.infer<typeof AdminListWebhooks>

export const AdminListWebhookDeliveries = aliased(
  z.strictObject({ status: z.enum(["pending", "delivered", "failed"]).optional(), ...cursorPaging() }),
)
export type AdminListWebhookDeliveriesType = z.infer<typeof AdminListWebhookDeliveries>

/** `since`: a date and time in ISO 8601 with its offset. */
export const AdminRecoverWebhook = z.strictObject({ since: z.iso.datetime({ offset: true }) })
export type AdminRecoverWebhookType = z.infer<typeof AdminRecoverWebhook>
