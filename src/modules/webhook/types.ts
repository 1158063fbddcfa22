import type { PayloadForm } from "./domain/message-body"

/** Key of the module in Medusa's container. */
export const WEBHOOK_MODULE = "clientele_webhook"

export type { PayloadForm }

/** The reason why an endpoint was disabled: it answered 410, or it failed for five days. */
export type DisabledBecause = "gone" | "failing"

/** A receiver of webhooks (contract R63). The secret is shown once, at its creation. */
export type WebhookEndpoint = {
  id: string
  url: string
  description: string | null
  /** Event names, or prefixes with `*` at the end. */
  events: string[]
  payload: PayloadForm
  is_active: boolean
  /** The end of the time in which the secret before the last rotation also signs. */
  previous_secret_until: Date | null
  /** The time since which every attempt has failed. */
  failing_since: Date | null
  disabled_at: Date | null
  disabled_because: DisabledBecause | null
  created_by: string | null
  created_at: Date
  updated_at: Date
}

export type DeliveryStatus = "pending" | "delivered" | "failed"

/** One request to a receiver, and its answer. */
export type WebhookAttempt = {
  attempted_at: Date
  duration_ms: number
  /** `null` if no answer came. */
  response_status: number | null
  /** The beginning of the answer, at most 1000 characters. */
  response_excerpt: string | null
  error_code: AttemptError | null
}

/** Why an attempt failed. */
export type AttemptError =
  | "address_refused"
  | "connection_failed"
  | "http_status"
  | "redirect_refused"
  | "secret_unreadable"
  | "timeout"

/** A message on its way to one endpoint. */
export type WebhookDelivery = {
  id: string
  endpoint_id: string
  /** The header `webhook-id`, the same over all attempts. */
  message_id: string
  event: string
  subject: string
  /** Increases with each message about the subject. */
  sequence: number
  status: DeliveryStatus
  attempts: number
  /** `null` while it waits for an earlier message about the subject, or after it ended. */
  next_attempt_at: Date | null
  occurred_at: Date
  finished_at: Date | null
}

export type DeliveryWithAttempts = WebhookDelivery & {
  /** The request's body, the same at every attempt as long as the endpoint's `payload` is not changed. */
  body: string
  log: WebhookAttempt[]
}

/** A change that receivers can subscribe to. */
export type WebhookNote = {
  event: string
  /** The subject, such as `points:12`. Messages about one subject are delivered in order. */
  subject: string
  data: Record<string, unknown>
}

/** A message that no endpoint has yet. */
export type OpenMessage = WebhookNote & { position: string }

/** The result of one attempt. */
export type Outcome = WebhookAttempt & {
  result: "delivered" | "retry" | "failed" | "gone"
  /** Milliseconds until the next attempt; only with `retry`. */
  retry_in_ms: number | null
}

/** The result of a pass over an endpoint's deliveries. */
export type Delivered = { sent: number; delivered: number; disabled: DisabledBecause | null }
