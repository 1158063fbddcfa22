import { z } from "@medusajs/framework/zod"
import { additionalData } from "../shared/input/additional-data"
import { adjustedPoints, adjustmentNote, statedReason } from "../shared/input/adjustment-fields"
import { mailbox } from "../shared/input/mailbox-field"
import { text } from "../shared/input/parse"

/** An adjustment, for the route and the workflow. */
export const adjustmentFields = {
  /** Signed, not 0. */
  points: adjustedPoints,
  note: adjustmentNote.optional(),
  /** Allows a balance below zero. */
  allow_negative: z.boolean().default(false),
}

/** Routes add the customer's id to a client's key of 200 characters. */
const key = text(500).optional()
const actor = text(200)

export const adjustPointsInput = z.strictObject({
  ...adjustmentFields,
  mailbox,
  note: adjustmentFields.note.nullable(),
  stated_reason: statedReason,
  /** The actor: an admin user's or a secret key's id, or a name of the host's own. */
  actor_id: actor,
  /** A repeated request with the same key and values posts nothing. */
  idempotency_key: key,
  reason: z.enum(["manual", "import"]).optional(),
  additional_data: additionalData,
})

/** A setting's new value, as JSON or in its string form. What is allowed depends on the key: the points module checks it. */
export const settingBody = z
  .strictObject({ value: z.unknown() })
  .refine((body) => body.value !== undefined, { path: ["value"], message: "is required" })

export const setSettingInput = z.strictObject({
  key: z.string(),
  setting: settingBody,
  /** The actor: an admin user's or a secret key's id, or a name of the host's own. */
  actor_id: actor.nullish(),
})

/** The mailbox whose points move. It must have an account. */
export const mergedMailbox = z.email().max(200)

export const mergePointsInput = z.strictObject({
  customer_id: text(200),
  email: mailbox,
  stated_reason: statedReason,
  actor_id: actor,
  idempotency_key: key,
  additional_data: additionalData,
})

export const settleOrdersInput = z.strictObject({
  order_ids: z.array(text(200)),
  /** The cause, stored with the entry: an event's name, or a word of the host's own. */
  cause: text(60),
  /** ISO 8601; only for a backfill (contract R34). */
  backfill_since: z.iso.datetime({ offset: true }).optional(),
  /** Computes and compares, and posts nothing. */
  dry_run: z.boolean().optional(),
  additional_data: additionalData,
})
