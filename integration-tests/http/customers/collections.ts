import type { ClienteleRoutes } from "../../../src/types"
import type { OpenStore } from "../../helpers/open-store"
import { newEmail, type Shop } from "../../helpers/shop"

type Aging = ClienteleRoutes["GET /admin/credit/aging"]["response"]
type Refusal = { code: string; message: string }

const DAY_MS = 24 * 60 * 60 * 1000
const dayFromNow = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10)

/** What is late, as the merchant sees it. */
export function collections(open: () => OpenStore): void {
  let shop: Shop

  beforeAll(() => {
    ;({ shop } = open())
  })

  async function newAccount(customer: object = {}): Promise<string> {
    const body = { email: newEmail(), ...customer }
    const { customer: made } = await shop.admin.post<{ customer: { id: string } }>("/admin/customers", body)
    await shop.admin.post(`/admin/customers/${made.id}/credit`, { credit_limit: 1000, allocation: "manual" })
    return made.id
  }

  /** An item that is due so many days from now. */
  const owe = (id: string, amount: number, days: number) =>
    shop.admin.post<{ entry: { receivable_id: string } }>(`/admin/customers/${id}/credit/adjustments`, {
      amount,
      reason: "opening balance",
      due_on: dayFromNow(days),
    })
  const pay = (id: string, amount: number) => shop.admin.post(`/admin/customers/${id}/credit/payments`, { amount })

  test("R28: the ageing has each bucket, unapplied cash and the account's name", async () => {
    const id = await newAccount({ company_name: "Ageing & Sons" })
    await owe(id, 10, 0)
    await owe(id, 20.5, -1)
    await owe(id, 30, -31)
    await owe(id, 40, -61)
    await owe(id, 50, -91)
    await pay(id, 5.25)
    const { aging, count } = await shop.admin.get<Aging>(`/admin/credit/aging?account_id=${id}`)
    const figures = {
      buckets: { current: 10, d1_30: 20.5, d31_60: 30, d61_90: 40, d90_plus: 50 },
      total: 150.5,
      unapplied: 5.25,
      balance: 145.25,
    }
    expect({ aging, count }).toEqual({
      count: 1,
      aging: {
        as_of: dayFromNow(0),
        currency_code: "usd",
        ...figures,
        // No order was charged: an opening balance is no sale.
        dso: null,
        accounts_count: 1,
        accounts: [{ account_id: id, name: "Ageing & Sons", currency_code: "usd", ...figures }],
      },
    })
    const before = await shop.admin.get<Aging>(`/admin/credit/aging?account_id=${id}&as_of=${dayFromNow(-1)}`)
    expect(before.aging).toMatchObject({ as_of: dayFromNow(-1), total: 0, accounts: [] })
    const all = await shop.admin.get<Aging>("/admin/credit/aging?limit=1&page=1")
    expect(all).toMatchObject({ limit: 1, offset: 0, aging: { accounts: [expect.anything()] } })
  })

  test.each([
    ["as_of", "2026-02-30"],
    ["as_of", "2999-01-01"],
    ["as_of", "0000-01-01"],
    ["as_of", "today"],
    ["currency_code", "dollars"],
    ["limit", "0"],
    ["page", "1&offset=3"],
    ["account", "x"],
  ])("R28: %s=%s is a 400 that names the field", async (field, value) => {
    const { status, body } = await shop.admin.send<Refusal>("GET", `/admin/credit/aging?${field}=${value}`)
    expect([status, body.code]).toEqual([400, "invalid_request"])
    expect(body.message).toContain(field === "page" ? "offset" : field)
  })
}
