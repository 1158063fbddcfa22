import fc from "fast-check"
import { matchesEvent, problemOfFilter } from "../../src/modules/webhook/domain/event-filter"
import { retryAfterOf, retryIn, SCHEDULE_MS } from "../../src/modules/webhook/domain/schedule"
import { SecretBox } from "../../src/modules/webhook/domain/secret-box"
import { newSecret, signaturesOf } from "../../src/modules/webhook/domain/signature"
import { eventNames } from "../../src/workflows/shared/events/event-names"
import { buildDisabledMail } from "../../src/workflows/webhooks/build-disabled-mail"

describe("when a message is sent again", () => {
  it("R63: the eight attempts wait 0 s, 5 s, 5 min, 30 min, 2 h, 5 h, 10 h and 10 h", () => {
    expect(SCHEDULE_MS.map((ms) => ms / 1000)).toEqual([0, 5, 300, 1800, 7200, 18_000, 36_000, 36_000])
    expect(SCHEDULE_MS.map((_, n) => retryIn(n + 1, null, 0))).toEqual([...SCHEDULE_MS.slice(1), null])
  })

  it("R63: jitter adds a fifth at most; Retry-After makes a wait longer, never shorter, and a day at most", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 7 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.nat(200_000_000),
        (tries, random, asked) => {
          const wait = SCHEDULE_MS[tries] ?? 0
          const usual = retryIn(tries, null, random) ?? -1
          expect(usual).toBeGreaterThanOrEqual(wait)
          expect(usual).toBeLessThanOrEqual(Math.ceil(wait * 1.2))
          const longer = retryIn(tries, asked, random) ?? -1
          expect(longer).toBe(Math.max(usual, Math.min(asked, 86_400_000)))
        },
      ),
    )
  })

  it.each([
    ["120", 120_000],
    [" 0 ", 0],
    ["Thu, 01 Jan 2026 00:02:00 GMT", 120_000],
    ["Wed, 31 Dec 2025 23:00:00 GMT", 0],
    ["-5", null],
    ["soon", null],
    ["", null],
    [undefined, null],
    ["9".repeat(30), null],
  ])("R63: Retry-After %j is %j ms", (header, ms) => {
    expect(retryAfterOf(header, new Date("2026-01-01T00:00:00Z"))).toBe(ms)
  })
})

describe("filters of events", () => {
  it.each(["*", "clientele.*", "clientele.points.*", "clientele.points.earned", "clientele.credit.account_saved"])(
    "R63: %s is a filter",
    (filter) => {
      expect(problemOfFilter(filter, eventNames)).toBeNull()
    },
  )
  it.each([
    "",
    "**",
    "clientele*",
    "*.earned",
    "clientele.*.earned",
    "Clientele.points",
    "a b",
    "a..b",
    `${"a".repeat(201)}`,
  ])("R63: %j is not a filter", (filter) => {
    expect(problemOfFilter(filter, eventNames)).toMatch(/^must be an event name/)
  })
  it.each([
    ["clientele.point.earned", "matches no event, did you mean clientele.points.earned?"],
    ["clientele.points.redeem", "matches no event, did you mean clientele.points.redeemed?"],
    ["points.earned", "matches no event, did you mean clientele.points.earned?"],
    ["clientele.point.*", "matches no event, did you mean clientele.points.*?"],
    ["clientele.contact", /^matches no event, use clientele\.contact\.created, [a-z._, ]*, or \*$/],
    ["clientele.webhook.test", "matches no event, use clientele.webhook.endpoint_disabled, or *"],
    ["order.placed", /^matches no event, use clientele\.address\.\*, .*clientele\.points\.\*, .*, or \*$/],
    ["shop.*", /^matches no event, use clientele\.address\.\*, /],
    [`${"a.".repeat(99)}a`, /^matches no event, use clientele\.address\.\*, /],
  ])("R63: %s is refused, and the sentence says what is close or what exists", (filter, sentence) => {
    expect(problemOfFilter(filter, eventNames)).toEqual(
      typeof sentence === "string" ? sentence : expect.stringMatching(sentence),
    )
  })
  it("R63: a prefix names the events below it, and no others", () => {
    expect(matchesEvent(["clientele.points.*"], "clientele.points.earned")).toBe(true)
    expect(matchesEvent(["clientele.points.*"], "clientele.pointsx.earned")).toBe(false)
    expect(matchesEvent(["clientele.points.earned"], "clientele.points.earnedx")).toBe(false)
  })
})

describe("secrets", () => {
  it("R63: the signature is that of the specification's example", () => {
    // The test vector of https://github.com/standard-webhooks/standard-webhooks.
    const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    const signed = signaturesOf([secret], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, '{"test": 2432232314}')
    expect(signed).toBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
  })

  it("M33: an encrypted secret is readable with its key only, and differs each time", () => {
    const secret = newSecret()
    const box = new SecretBox("a secret of at least thirty-two characters")
    expect(box.encrypt(secret)).not.toBe(box.encrypt(secret))
    expect(box.encrypt(secret)).not.toContain(secret.slice(6))
    expect(box.decrypt(box.encrypt(secret))).toBe(secret)
    expect(new SecretBox("another secret of at least thirty-two characters").decrypt(box.encrypt(secret))).toBeNull()
    expect(new SecretBox(undefined).decrypt(box.encrypt(secret))).toBeNull()
    expect(box.decrypt("v1:AAAA")).toBeNull()
    expect(new SecretBox(undefined).decrypt(new SecretBox(undefined).encrypt(secret))).toBe(secret)
  })
})

it("R63: the mail about a disabled endpoint says why and what to do, without markup from its URL", () => {
  const mail = buildDisabledMail({ id: "whe_1", url: "https://a.example/?q=<b>", code: "failing" })
  expect(mail.subject).toBe("Webhook endpoint disabled: a.example")
  expect(mail.text).toContain("has failed for five days")
  expect(mail.html).toContain("&lt;b&gt;")
})
