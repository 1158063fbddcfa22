import { Modules } from "@medusajs/framework/utils"
import { createCartWorkflow } from "@medusajs/medusa/core-flows"
import { query } from "../helpers/database"
import { newEmail } from "../helpers/shop"
import { callsOf, medusa } from "./medusa"

type Transaction = { getTransactionContext(): { raw(sql: string): Promise<{ rows: { id: string }[] }> } }
type Context = { transactionManager?: Transaction }
type Address = { address_1: string }
type CustomerModule = {
  createCustomers(data: { email: string; addresses?: Address[] }): Promise<{ id: string }>
  updateCustomers(id: string, data: { email: string }, context?: Context): Promise<unknown>
  createCustomerAddresses(data: object[], context?: Context): Promise<unknown>
  baseRepository_: { transaction<T>(work: (manager: Transaction) => Promise<T>, options: object): Promise<T> }
}

// What the decorations of the Customer module and the checkout take for granted (ADR 0001, 0008; contract R21, R46).
const customers = () => medusa().container.resolve<CustomerModule>(Modules.CUSTOMER)

it("ADR 0008: updateCustomers takes {transactionManager} and writes in that transaction", async () => {
  const { id } = await customers().createCustomers({ email: newEmail("old") })
  const email = async () => (await query(medusa().database, "select email from customer where id = $1", [id]))[0]?.email
  const before = await email()
  const failing = customers().baseRepository_.transaction(async (manager) => {
    await customers().updateCustomers(id, { email: newEmail("new") }, { transactionManager: manager })
    throw new Error("after the change")
  }, {})
  await expect(failing).rejects.toThrow("after the change")
  expect(await email()).toBe(before)
})

it("ADR 0008: the admin's change of an email calls updateCustomers of the instance in the container", async () => {
  const { id } = await customers().createCustomers({ email: newEmail("old") })
  const email = newEmail("new")
  const calls = await callsOf<[unknown, { email?: string }], unknown>(customers(), "updateCustomers", () =>
    medusa().shop.admin.post(`/admin/customers/${id}`, { email }),
  )
  expect(calls.map(([target, data]) => [JSON.stringify(target).includes(id), data.email])).toEqual([[true, email]])
})

it("R21: createCustomers makes the addresses that it is given by createCustomerAddresses of the same instance", async () => {
  const calls = await callsOf(customers(), "createCustomerAddresses", () =>
    customers().createCustomers({
      email: newEmail(),
      addresses: [{ address_1: "1 Street" }, { address_1: "2 Street" }],
    }),
  )
  expect(calls.map(([data]) => data)).toEqual([[expect.anything(), expect.anything()]])
})

it("R46: createCartWorkflow makes the cart under the id that it is given", async () => {
  const id = `cart_probe_${process.pid}`
  const input = { id, region_id: medusa().shop.regions.usd?.id, email: newEmail() }
  const { result } = await createCartWorkflow(medusa().container).run({ input })
  expect(result.id).toBe(id)
})
