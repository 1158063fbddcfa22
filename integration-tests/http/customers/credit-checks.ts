import type { OpenStore } from "../../helpers/open-store"
import { newEmail, type Shop } from "../../helpers/shop"

export function creditChecks(open: () => OpenStore): void {
  let shop: Shop

  beforeAll(() => {
    ;({ shop } = open())
  })

  type Check = { id: string; status: string; credit_score: number | null; provider: string; actor_id: string | null }
  type List = { credit_checks: Check[]; next_cursor: string | null }

  async function newCustomer(): Promise<string> {
    const { customer } = await shop.admin.post<{ customer: { id: string } }>("/admin/customers", { email: newEmail() })
    return customer.id
  }

  test("R25: an admin user makes checks and reads them in pages; without any history there is no score", async () => {
    const id = await newCustomer()
    const first = await shop.admin.post<{ credit_check: Check }>(`/admin/customers/${id}/credit-check`, {})
    expect(first.credit_check).toMatchObject({
      status: "insufficient_data",
      credit_score: null,
      provider: "internal",
      recommended_credit_limit: null,
      current_credit_limit: null,
      actor_id: expect.stringMatching(/^user_/),
    })
    const second = await shop.admin.post<{ credit_check: Check }>(`/admin/customers/${id}/credit-check`, {
      provider: "internal",
    })
    const page = await shop.admin.get<List>(`/admin/customers/${id}/credit-checks?limit=1`)
    expect(page.credit_checks).toEqual([second.credit_check])
    const rest = await shop.admin.get<List>(`/admin/customers/${id}/credit-checks?cursor=${page.next_cursor}`)
    expect(rest).toEqual({ credit_checks: [first.credit_check], next_cursor: null })
  })

  test("R25: an unknown provider is a 400 that names the field, an unknown customer a 404, and neither makes a check", async () => {
    const id = await newCustomer()
    const unknown = await shop.admin.send<{ message: string }>("POST", `/admin/customers/${id}/credit-check`, {
      provider: "oracle",
    })
    expect(unknown.status).toBe(400)
    expect(unknown.body.message).toContain("provider: must be one of internal")
    expect((await shop.admin.send("POST", "/admin/customers/cus_none/credit-check", {})).status).toBe(404)
    expect((await shop.admin.send("GET", "/admin/customers/cus_none/credit-checks")).status).toBe(404)
    expect((await shop.admin.get<List>(`/admin/customers/${id}/credit-checks`)).credit_checks).toEqual([])
  })
}
