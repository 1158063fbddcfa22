import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { newEmail } from "../helpers/shop"
import { medusa } from "./medusa"
import { seen } from "./store/src/seen"

// What the read models take for granted of Query and of Medusa's module loader (ADR 0040).
const graph = (fields: string[], id: string) =>
  medusa()
    .container.resolve(ContainerRegistrationKeys.QUERY)
    .graph({ entity: "customer", fields, filters: { id } } as never) as unknown as Promise<{ data: Row[] }>

type Row = Record<string, { id: string; email?: string } | undefined>

async function newCustomer(email = newEmail()): Promise<string> {
  const { customer } = await medusa().shop.admin.post<{ customer: { id: string } }>("/admin/customers", { email })
  return customer.id
}

beforeEach(() => {
  seen.reads.length = 0
})

it("R69: a module with models that brings loaders of its own gets no ORM and no services that write", () => {
  expect(seen.readProbeCradle).toContain("__pg_connection__")
  expect(seen.readProbeCradle.filter((key) => /repository|probe/i.test(key))).toEqual([])
})

it("R69: Query reads the linked rows by `list<Entities>` of the service, with all values of the other side", async () => {
  const id = await newCustomer()
  const { data } = await graph(["id", "probe_thing.id"], id)
  expect(data[0]?.probe_thing).toMatchObject({ id: "listProbeThings" })
  expect(seen.reads).toEqual([
    {
      method: "listProbeThings",
      filters: { customer_id: [id] },
      config: expect.objectContaining({ select: expect.arrayContaining(["id", "customer_id"]), take: null }),
    },
  ])
})

it("R69: a link over an email address is given it, and joins on it, as the customer's row spells it", async () => {
  const email = newEmail("MiXed")
  const { data } = await graph(["id", "probe_address.id"], await newCustomer(email))
  expect(seen.reads.map(({ filters }) => filters)).toEqual([{ email: [email] }])
  expect(data[0]?.probe_address).toMatchObject({ id: "listProbeOthers", email })
})

// Where this fails, notes need no module of their own any more (src/modules/customer_note).
it("R69: links into one module over one field are read in one call, for the entity of the first of them", async () => {
  const { data } = await graph(["id", "probe_thing.id", "probe_other.id"], await newCustomer())
  expect(seen.reads.map(({ method }) => method)).toEqual(["listProbeThings"])
  expect(data[0]?.probe_other).toMatchObject({ id: "listProbeThings" })
})

// Medusa's own store routes have lists of what may be asked for; a host's routes have none, unless it makes one.
it("ADR 0008: `fields` of a store route reach linked entities, unless the route has a list of allowed fields", async () => {
  const { shop } = medusa()
  const customer = await shop.register()
  const order = await shop.placeOrder({ customer })
  const cart = await shop.fillCart({ customer })
  const reached = async (route: string, fields: string) => {
    seen.reads.length = 0
    const { status } = await shop.as(customer).send("GET", `${route}?fields=${fields}`)
    return [status, seen.reads.map(({ method }) => method)]
  }
  expect(await reached("/store/probe/customers", "id,*probe_thing")).toEqual([200, ["listProbeThings"]])
  expect(await reached("/store/customers/me", "id,*probe_thing")).toEqual([200, []])
  expect(await reached(`/store/orders/${order.id}`, "id,*customer.probe_thing")).toEqual([200, []])
  expect(await reached(`/store/carts/${cart.id}`, "id,*customer.probe_thing")).toEqual([200, []])
})
