import type { HttpTypes } from "@medusajs/framework/types"
import type { Api } from "./api"
import { first, type ProductName, type ShopParts } from "./shop-setup"

type Order = HttpTypes.AdminOrder

/** Goods sent in place of an order's goods; without a product none are sent. */
export type Swap = {
  /** Number of pieces of the first line; default 1. */
  quantity?: number
  /** The product that is sent in their place. */
  product?: ProductName
  sent?: number
  /** Price of one sent piece; default: the variant's own. */
  unitPrice?: number
  /** Whether the pieces must come back. For an exchange they always must. */
  comesBack?: boolean
}

/** A confirmed exchange or claim; `return_id` is the return of the old goods. */
export type Swapped = { id: string; return_id: string }

/** A shop keeper's actions on orders; each returns the order after it. */
export type OrderActions = {
  order: (orderId: string) => Promise<Order>
  /** Captures an amount of the order's payment, by default all of it. */
  capture: (order: Order, amount?: number) => Promise<Order>
  /** Refunds an amount of the captured payment, by default all of it. */
  refund: (order: Order, amount?: number) => Promise<Order>
  cancel: (order: Order) => Promise<Order>
  completeOrder: (order: Order) => Promise<Order>
  /** Sends the goods; only goods that were sent can be returned. */
  fulfill: (order: Order) => Promise<Order>
  /** Announces that pieces of the first line come back. @returns the return's id */
  requestReturn: (order: Order, quantity?: number) => Promise<string>
  /** Receives all goods of a return. */
  receiveReturn: (order: Order, returnId: string) => Promise<Order>
  /** Confirms an exchange of pieces of the first line. */
  exchange: (order: Order, swap: Swap) => Promise<Swapped>
  /** Confirms a claim about pieces of the first line. */
  claim: (order: Order, type: "replace" | "refund", swap: Swap) => Promise<Swapped>
  /** Cancels a confirmed exchange or claim with its return. */
  cancelSwap: (kind: "exchanges" | "claims", id: string) => Promise<void>
  /** Changes the quantity or the unit price of the first line, and confirms the edit. */
  editOrder: (order: Order, change: { quantity: number; unitPrice?: number }) => Promise<Order>
  /** A draft order of an admin user, not yet paid. */
  draftOrder: (email: string, quantity?: number, region?: string) => Promise<Order>
  /** Records that the rest of the order was paid outside Medusa. */
  markAsPaid: (order: Order) => Promise<Order>
}

const FIELDS = [
  "id,display_id,status,payment_status,fulfillment_status,email,customer_id,currency_code",
  "total,item_total,shipping_total,discount_total,tax_total",
  "*items,*items.detail,*summary,*transactions,*payment_collections,*payment_collections.payments",
].join(",")

function paymentOf(order: Order): HttpTypes.AdminPayment {
  return first((order.payment_collections ?? []).flatMap(({ payments }) => payments ?? []))
}

async function returnGoods(admin: Api, parts: ShopParts, order: Order, quantity: number): Promise<string> {
  const created = await admin.post<HttpTypes.AdminOrderReturnResponse>("/admin/returns", {
    order_id: order.id,
    location_id: parts.stockLocationId,
  })
  const path = `/admin/returns/${created.return.id}`
  await admin.post(`${path}/request-items`, { items: [{ id: first(order.items).id, quantity }] })
  await admin.post(`${path}/request`)
  return created.return.id
}

async function receiveGoods(admin: Api, returnId: string): Promise<void> {
  const path = `/admin/returns/${returnId}`
  const found = await admin.get<HttpTypes.AdminReturnResponse>(`${path}?fields=*items`)
  const items = found.return.items.map(({ item_id, quantity }) => ({ id: item_id, quantity }))
  await admin.post(`${path}/receive`)
  await admin.post(`${path}/receive-items`, { items })
  await admin.post(`${path}/receive/confirm`)
}

async function swapGoods(
  admin: Api,
  parts: ShopParts,
  order: Order,
  kind: { path: "exchanges" } | { path: "claims"; type: string },
  swap: Swap,
): Promise<Swapped> {
  const { path, ...body } = kind
  const created = await admin.post<{ exchange?: { id: string }; claim?: { id: string } }>(`/admin/${path}`, {
    order_id: order.id,
    ...body,
  })
  const id = String((created.exchange ?? created.claim)?.id)
  const pieces = { id: first(order.items).id, quantity: swap.quantity ?? 1 }
  if (path === "claims") {
    await admin.post(`/admin/claims/${id}/claim-items`, { items: [{ ...pieces, reason: "production_failure" }] })
  }
  if (swap.comesBack !== false) {
    const inbound = { location_id: parts.stockLocationId, items: [pieces] }
    await admin.post(`/admin/${path}/${id}/inbound/items`, inbound)
  }
  if (swap.product) {
    const sent = { variant_id: parts.variants[swap.product], quantity: swap.sent ?? 1, unit_price: swap.unitPrice }
    await admin.post(`/admin/${path}/${id}/outbound/items`, { items: [sent] })
  }
  const done = await admin.post<{ return?: { id: string } }>(`/admin/${path}/${id}/request`, {})
  return { id, return_id: done.return?.id ?? "" }
}

async function edit(admin: Api, order: Order, change: { quantity: number; unitPrice?: number }): Promise<void> {
  await admin.post("/admin/order-edits", { order_id: order.id })
  const path = `/admin/order-edits/${order.id}`
  const body = { quantity: change.quantity, unit_price: change.unitPrice }
  await admin.post(`${path}/items/item/${first(order.items).id}`, body)
  await admin.post(`${path}/request`)
  await admin.post(`${path}/confirm`)
}

async function draft(admin: Api, parts: ShopParts, email: string, quantity: number, region: string): Promise<string> {
  const { draft_order } = await admin.post<HttpTypes.AdminDraftOrderResponse>("/admin/draft-orders", {
    email,
    region_id: parts.regions[region]?.id,
    sales_channel_id: parts.salesChannelId,
    items: [{ variant_id: parts.variants.shirt, quantity }],
  })
  await admin.post(`/admin/draft-orders/${draft_order.id}/convert-to-order`)
  return draft_order.id
}

// An order that was never paid online has no payment collection yet.
async function pay(admin: Api, order: Order): Promise<void> {
  const open = (order.payment_collections ?? []).find(({ status }) => status === "not_paid")
  const amount = Number(order.summary.pending_difference)
  const collection =
    open ??
    (
      await admin.post<HttpTypes.AdminPaymentCollectionResponse>("/admin/payment-collections", {
        order_id: order.id,
        amount,
      })
    ).payment_collection
  await admin.post(`/admin/payment-collections/${collection.id}/mark-as-paid`, { order_id: order.id })
}

/** A shop keeper's actions over the admin API. */
export function adminActions(admin: Api, parts: ShopParts): OrderActions {
  const read = async (orderId: string): Promise<Order> =>
    (await admin.get<HttpTypes.AdminOrderResponse>(`/admin/orders/${orderId}?fields=${FIELDS}`)).order
  const then = async (work: Promise<unknown>, order: Order): Promise<Order> => {
    await work
    return read(order.id)
  }
  const amountOf = (amount?: number) => (amount === undefined ? {} : { amount })
  return {
    order: read,
    capture: (order, amount) =>
      then(admin.post(`/admin/payments/${paymentOf(order).id}/capture`, amountOf(amount)), order),
    refund: (order, amount) =>
      then(admin.post(`/admin/payments/${paymentOf(order).id}/refund`, amountOf(amount)), order),
    cancel: (order) => then(admin.post(`/admin/orders/${order.id}/cancel`), order),
    completeOrder: (order) => then(admin.post(`/admin/orders/${order.id}/complete`), order),
    fulfill: (order) => {
      const items = order.items.map(({ id, quantity }) => ({ id, quantity }))
      return then(admin.post(`/admin/orders/${order.id}/fulfillments`, { items }), order)
    },
    requestReturn: (order, quantity = 1) => returnGoods(admin, parts, order, quantity),
    receiveReturn: (order, returnId) => then(receiveGoods(admin, returnId), order),
    exchange: (order, swap) => swapGoods(admin, parts, order, { path: "exchanges" }, swap),
    claim: (order, type, swap) => swapGoods(admin, parts, order, { path: "claims", type }, swap),
    cancelSwap: async (kind, id) => {
      await admin.post(`/admin/${kind}/${id}/cancel`, {})
    },
    editOrder: (order, change) => then(edit(admin, order, change), order),
    draftOrder: async (email, quantity = 1, region = "usd") => read(await draft(admin, parts, email, quantity, region)),
    markAsPaid: (order) => then(pay(admin, order), order),
  }
}
