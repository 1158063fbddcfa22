import type { OpenStore } from "../../helpers/open-store"
import { newEmail, type Shop } from "../../helpers/shop"

type Group = { entity: string; data: { id: string; name?: string }[]; count: number; limit: number }
type Answer = { results: Group[]; message?: string }

/** Medusa's search of the dashboard, in a store without the Search Module. */
export function dashboardSearch(open: () => OpenStore): void {
  let shop: Shop
  beforeAll(() => {
    ;({ shop } = open())
  })

  const search = (query: string) => shop.admin.send<Answer>("GET", `/admin/search?${query}`)
  const entities = ({ results }: Answer) => results.map(({ entity }) => entity)
  const ids = ({ results }: Answer, entity: string) =>
    results.find((group) => group.entity === entity)?.data.map(({ id }) => id)

  async function addCompany(word: string): Promise<string> {
    const body = { email: newEmail(), company_name: `${word} GmbH`, is_business: true, external_id: `ERP-${word}` }
    const contacts = [{ name: `Charles ${word}son`, email: newEmail() }]
    const { customer } = await shop.admin.post<{ customer: { id: string } }>("/admin/customer-profiles", {
      ...body,
      contacts,
    })
    return customer.id
  }

  // Guard: `answerForOurs` in src/api/medusa-routes/dashboard-search.ts; without it Medusa refuses the whole search with 404.
  test("R66: the dashboard's search finds a customer by external id, company and contact, behind Medusa's own", async () => {
    const id = await addCompany("Quagga")
    for (const q of ["ERP-Quagga", "quaggason"]) {
      const { status, body } = await search(`q=${q}&limit=3&entity=order,customer,clientele_customer,product`)
      expect(status).toBe(200)
      expect(entities(body)).toEqual(["order", "customer", "clientele_customer", "product"])
      expect(ids(body, "clientele_customer")).toEqual([id])
    }
  })

  // Guard: `known` in withOurs.
  test("R66: a customer whom Medusa's search finds is shown once", async () => {
    const id = await addCompany("Dugong")
    await shop.admin.post(`/admin/customers/${id}`, { first_name: "Dugong" })
    const both = (await search("q=dugong&limit=3&entity[]=customer&entity[]=clientele_customer")).body
    expect(ids(both, "customer")).toEqual([id])
    expect(both.results[1]).toMatchObject({ entity: "clientele_customer", data: [], count: 0 })
    const alone = (await search("q=dugong&limit=3&entity=clientele_customer")).body
    expect(alone.results).toEqual([
      expect.objectContaining({ count: 1, limit: 3, data: [expect.objectContaining({ id })] }),
    ])
  })

  test.each(["", "q=x", `q=${"x".repeat(201)}`])("R66: the plugin searches nothing for '%s'", async (q) => {
    const { status, body } = await search(`${q}&entity=clientele_customer`)
    expect({ status, found: body.results[0]?.data }).toEqual({ status: 200, found: [] })
  })

  test("R66: searches without the plugin's entity, and Medusa's refusals, stay as Medusa answers them", async () => {
    const { body } = await search("q=quagga")
    expect(entities(body)).toContain("customer")
    expect(entities(body)).not.toContain("clientele_customer")
    const refused = await search("q=quagga&limit=x&entity=customer,clientele_customer")
    expect(refused.status).toBe(400)
    expect((await search("q=quagga&entity=customer,nothing,clientele_customer")).status).toBe(404)
  })
}
