import { MedusaError } from "@medusajs/framework/utils"
import { inClientWords, toAnswer } from "../../src/api/shared/answers"

const URL = "/admin/loyalty/health?x=1"
const { Types } = MedusaError

test.each<[number, object | string, number, string]>([
  [400, { type: Types.INVALID_DATA, code: undefined, message: "m" }, 400, "invalid_request"],
  [400, { type: Types.INVALID_DATA, code: undefined, message: "no JSON here" }, 400, "invalid_request"],
  [400, { type: Types.INVALID_DATA, message: "Unexpected end of JSON input" }, 400, "invalid_json"],
  [400, { type: Types.NOT_ALLOWED, code: undefined, message: "m" }, 400, "not_allowed"],
  [400, { type: Types.NOT_ALLOWED, code: "insufficient_inventory", message: "m" }, 400, "insufficient_inventory"],
  [400, { type: Types.NOT_ALLOWED, code: "rate_limited", message: "m" }, 429, "rate_limited"],
  [400, { errors: [], message: "m" }, 400, "invalid_request"],
  [401, { message: "m" }, 401, "unauthorized"],
  [403, { type: Types.FORBIDDEN, code: undefined, message: "m" }, 403, "forbidden"],
  [404, { type: Types.NOT_FOUND, code: undefined, message: "m" }, 404, "not_found"],
  [409, { type: Types.CONFLICT, code: "invalid_state_error", message: "m" }, 409, "conflict"],
  [413, { type: "unknown_error", message: "m" }, 413, "body_too_large"],
  [415, { type: "unknown_error", message: "m" }, 415, "unsupported_media_type"],
  [418, "teapot", 418, "invalid_request"],
  [422, { type: Types.DUPLICATE_ERROR, code: "invalid_request_error", message: "m" }, 422, "already_exists"],
  [422, { type: Types.PAYMENT_AUTHORIZATION_ERROR, code: undefined, message: "m" }, 422, "payment_refused"],
  [500, { type: Types.DB_ERROR, code: "api_error", message: "m" }, 500, "unexpected"],
  [500, { type: "unknown_error", code: "unknown_error", message: "m" }, 500, "unexpected"],
])("R60: %i %j is answered with %i %s", (status, body, answered, code) => {
  const answer = toAnswer(status, body, URL)
  expect(answer).toMatchObject({ status: answered, body: { code, type: expect.stringMatching(/^[a-z_]+$/) } })
  expect(answer.body.type).not.toBe("unknown_error")
  expect(String(answer.body.message)).not.toBe("")
})

// Guard: TELLING (src/api/shared/answers.ts).
test("R60: an unexpected error reveals nothing internal, whatever its code", () => {
  for (const code of [undefined, "ECONNREFUSED", "23505", "constructor"]) {
    const body = { type: Types.UNEXPECTED_STATE, code, message: "connect ECONNREFUSED 10.0.0.5:5432 user=shop" }
    const answer = toAnswer(500, body, URL)
    expect(answer).toMatchObject({ status: 500, body: { code: "unexpected" } })
    expect(JSON.stringify(answer)).not.toMatch(/10\.0\.0\.5|ECONN|shop/)
  }
})

test("R60: the plugin's own errors keep status, code and message", () => {
  const body = { type: Types.UNEXPECTED_STATE, code: "queue_unavailable", message: "later" }
  expect(toAnswer(500, body, URL)).toEqual({ status: 500, body })
})

// Guard: `inClientWords` in answerWithCodes.
test.each([
  ["external_id: is taken", { merchant_customer_id: "1" }, {}, "merchant_customer_id: is taken"],
  ["external_id: is taken", { external_id: "1" }, {}, "external_id: is taken"],
  [
    "external_id: is taken; phone: is needed",
    { merchant_customer_id: "1" },
    {},
    "merchant_customer_id: is taken; phone: is needed",
  ],
  [
    "shipping_address.country_code: is not",
    { shipping_address: { country: "x" } },
    {},
    "shipping_address.country: is not",
  ],
  ["limit: is too large", {}, { page_size: "9" }, "page_size: is too large"],
  ["postal_code: is not", { zip: "1" }, { zip: "1" }, "zip: is not"],
  ["The cart is not: phone", { phone_number: "1" }, {}, "The cart is not: phone"],
  ["external_id: is taken", undefined, undefined, "external_id: is taken"],
])("M34: %j about %j %j becomes %j", (message, body, query, told) => {
  const refusal = { code: "invalid_request", message }
  expect(inClientWords(refusal, { body, query })).toEqual({ ...refusal, message: told })
})
