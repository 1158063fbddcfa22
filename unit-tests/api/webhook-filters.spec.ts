import type { z } from "@medusajs/framework/zod"
import {
  AdminListWebhookDeliveries,
  AdminListWebhooks,
  AdminRecoverWebhook,
} from "../../src/api/admin/webhooks/validators"
import { parse } from "../../src/api/shared/validate"

const refusalOf = (schema: z.ZodType, input: object): string => {
  try {
    return `taken: ${JSON.stringify(parse(schema, input, "query"))}`
  } catch (error) {
    return (error as Error).message
  }
}

// Guards: the enum, `cursorPaging()`, `page()` and the strict objects of src/api/admin/webhooks/validators.ts.
test.each<[string, z.ZodType, object]>([
  ["status", AdminListWebhookDeliveries, { status: "faild" }],
  ["statuss", AdminListWebhookDeliveries, { statuss: "failed" }],
  ["limit", AdminListWebhookDeliveries, { limit: "ten" }],
  ["event", AdminListWebhookDeliveries, { event: "clientele.points.earned" }],
  ["limit", AdminListWebhooks, { limit: "-1" }],
  ["offset", AdminListWebhooks, { offset: "1.5" }],
  ["is_active", AdminListWebhooks, { is_active: "true" }],
  ["since", AdminRecoverWebhook, { since: "yesterday" }],
  ["since", AdminRecoverWebhook, { since: "2026-02-30T00:00:00Z" }],
  ["until", AdminRecoverWebhook, { since: "2026-11-01T00:00:00Z", until: "2026-11-02T00:00:00Z" }],
])("R63: a wrong %s on a webhook route is refused by its name", (field, schema, input) => {
  expect(refusalOf(schema, input)).toMatch(new RegExp(`^(?!taken).*\\b${field}\\b`))
})
