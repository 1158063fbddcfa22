import type Medusa from "@medusajs/js-sdk"
import { adminMethods } from "./admin-methods"
import { withCodes } from "./coded-refusal"
import { type Call, makeCall, methodsOf } from "./route-call"
import { storeMethods } from "./store-methods"

export { isRefusal, type Refusal } from "./coded-refusal"
export type { BodyOf, Call, QueryOf, ResponseOf, Route } from "./route-call"

/** Methods of the admin's routes, and `call` for any of them by its name. */
export type AdminClient = ReturnType<typeof adminMethods> & { call: Call }
/** Methods of the storefront's routes, and `call` for any of them by its name. */
export type StoreClient = ReturnType<typeof storeMethods> & { call: Call }

/** Medusa's own client, with the plugin's routes beside Medusa's. */
export type MedusaWithClientele = Omit<Medusa, "admin" | "store"> & {
  admin: Medusa["admin"] & { clientele: AdminClient }
  store: Medusa["store"] & { clientele: StoreClient }
}

/**
 * Adds the plugin's routes to a client of Medusa's js-sdk, as `sdk.admin.clientele` and `sdk.store.clientele` (contract
 * R65). The client itself sends them, with its address, keys and sign-in. The function returns the given client.
 *
 * @throws each method, js-sdk's `FetchError` with the store's own message, status and code: `isRefusal`
 * @example
 * const sdk = withClientele(new Medusa({ baseUrl: "http://localhost:9000", publishableKey: "pk_123" }))
 * const { config } = await sdk.store.clientele.loyalty.config()
 */
export function withClientele(sdk: Medusa): MedusaWithClientele {
  const call = makeCall({ client: withCodes(sdk.client) })
  const route = methodsOf(call)
  Object.assign(sdk.admin, { clientele: { ...adminMethods(route), call } })
  Object.assign(sdk.store, { clientele: { ...storeMethods(route), call } })
  return sdk as unknown as MedusaWithClientele
}
