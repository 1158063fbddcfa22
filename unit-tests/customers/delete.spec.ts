import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { CREDIT_MODULE } from "../../src/modules/credit"
import { deleteCustomer } from "../../src/workflows/customers/delete-customer"

const REACHED = "the deletion began"

/** A store with one customer who owes `balance`; whatever deletes is not there. */
function storeWith(current_balance: string): MedusaContainer {
  const modules: Record<string, object> = {
    [Modules.CUSTOMER]: { listCustomers: async () => [{ id: "cus_1" }] },
    [CREDIT_MODULE]: { listAccounts: async () => [{ currency_code: "usd", current_balance }] },
    [Modules.AUTH]: {
      listAuthIdentities: async () => {
        throw new Error(REACHED)
      },
    },
  }
  return { resolve: (key: string) => modules[key] } as unknown as MedusaContainer
}

// Guard: the `if` in deleteCustomer. The balance is a stub: nothing can be owed until there is a ledger of receivables.
test("R9: a customer with an open credit balance is deleted by force only", async () => {
  for (const balance of ["0.01", "-5"]) {
    await expect(deleteCustomer(storeWith(balance), "cus_1", { force: false })).rejects.toMatchObject({
      code: "credit_balance_open",
      message: expect.stringContaining(`${balance} USD`),
    })
    await expect(deleteCustomer(storeWith(balance), "cus_1", { force: true })).rejects.toThrow(REACHED)
  }
  await expect(deleteCustomer(storeWith("0.00"), "cus_1", { force: false })).rejects.toThrow(REACHED)
})
