import { coversTotal, isBeingPaid } from "../../src/workflows/shared/redemption/check-payment"

const session = (amount: number | string, status = "pending", currency_code = "usd") => ({
  id: `payses_${amount}`,
  amount,
  status,
  currency_code,
})

describe("R44: whether a cart's payment session has the cart's total", () => {
  it.each<[string, ReturnType<typeof session>[], number | string, boolean]>([
    ["no session yet", [], 30, true],
    ["one over the total", [session(30)], 30, true],
    ["one over less", [session(29.99)], 30, false],
    ["one over more", [session(30.01)], 30, false],
    ["dust of divisions", [session("29.999999999999996")], "30.000000000000004", true],
    ["another currency", [session(30, "pending", "eur")], 30, false],
    ["the same one in capitals", [session(30, "pending", "USD")], 30, true],
    ["two by a double click", [session(30), session(30)], 30, true],
    ["two, one of which is old", [session(30), session(40)], 40, false],
    // Two sessions began at the same time while points paid half of the price. The points are off again.
    ["two of a half each, of which Medusa authorises one", [session(15), session(15)], 30, false],
    ["one that failed beside the right one", [session(40, "error"), session(30)], 30, true],
    ["only one that failed", [session(40, "canceled")], 30, true],
    ["one that the bank is asked about", [session(20, "requires_more")], 30, false],
    ["one that has the money", [session(20, "captured")], 30, false],
    // Points came and paid for everything while the session began: the bank could still take the money.
    ["nothing to pay, and one over an amount", [session(10)], 0, false],
    ["nothing to pay, and one that has the money", [session(10, "captured")], -1, false],
    ["nothing to pay, and one over nothing", [session(0), session("0.001")], -1, true],
  ])("%s", (_name, sessions, total, expected) => {
    expect(coversTotal(sessions, total, "usd")).toBe(expected)
  })

  it("compares in the minor units of the currency", () => {
    expect(coversTotal([session(1000.4, "pending", "jpy")], 1000, "jpy")).toBe(true)
    expect(coversTotal([session(1.001, "pending", "kwd")], 1, "kwd")).toBe(false)
  })
})

// Guards: PAID and PAYMENT_MS in isBeingPaid.
describe("R47: a payment keeps the hold of its cart", () => {
  const now = new Date("2026-05-02T12:00:00Z")
  const session = (status: string, hours: number) => ({
    status,
    updated_at: new Date(now.getTime() - hours * 3_600_000),
  })

  it.each(["authorized", "captured", "pending_authorization"])("for as long as it is %s", (status) => {
    expect(isBeingPaid([session("canceled", 99), session(status, 24 * 90)], now)).toBe(true)
  })

  it.each(["pending", "requires_more", "error", "canceled"])("for a day after it became %s", (status) => {
    expect(isBeingPaid([session(status, 23.9)], now)).toBe(true)
    expect(isBeingPaid([session(status, 24)], now)).toBe(false)
    expect(isBeingPaid([], now)).toBe(false)
  })
})
