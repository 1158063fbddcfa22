import { setTimeout as sleep } from "node:timers/promises"
import { eventually } from "../helpers/loyalty"
import { first } from "../helpers/shop-setup"
import { medusa } from "./medusa"

// The events that the subscribers listen to (ADR 0006), and what they carry.
const emitted = (name: string, data: object) =>
  eventually(
    async () => medusa().events.filter(([one]) => one === name),
    (found) =>
      found.some(([, one]) =>
        Object.entries(data).every(([key, value]) => (one as Record<string, unknown>)[key] === value),
      ),
  )
const expectEmitted = async (name: string, data: object) =>
  expect(await emitted(name, data)).toContainEqual([name, expect.objectContaining(data)])

it("ADR 0006: order.placed, order.completed and order.updated carry {id}", async () => {
  const { shop } = medusa()
  const order = await shop.placeOrder()
  await expectEmitted("order.placed", { id: order.id })
  await shop.admin.post(`/admin/orders/${order.id}`, { metadata: { a: 1 } })
  await expectEmitted("order.updated", { id: order.id })
  await shop.completeOrder(order)
  await expectEmitted("order.completed", { id: order.id })
})

it("ADR 0006: order.canceled carries {id}", async () => {
  const order = await medusa().shop.cancel(await medusa().shop.placeOrder())
  await expectEmitted("order.canceled", { id: order.id })
  expect(await medusa().shop.order(order.id)).toMatchObject({ status: "canceled" })
})

it("ADR 0006: payment.captured and payment.refunded carry the payment's {id}", async () => {
  const order = await medusa().shop.refund(await medusa().shop.placeOrder({ capture: true }))
  const id = order.payment_collections?.[0]?.payments?.[0]?.id
  await expectEmitted("payment.captured", { id })
  await expectEmitted("payment.refunded", { id })
})

it("ADR 0006: a provider that captures while it authorises emits no payment.captured", async () => {
  const order = await medusa().shop.placeOrder({ payment: "instant" })
  const id = order.payment_collections?.[0]?.payments?.[0]?.id
  await expectEmitted("order.placed", { id: order.id })
  await sleep(100)
  expect(medusa().events).not.toContainEqual(["payment.captured", expect.objectContaining({ id })])
})

it("ADR 0006: order.return_received and order-edit.confirmed carry {order_id}", async () => {
  const { shop } = medusa()
  const order = await shop.fulfill(await shop.placeOrder({ quantity: 2 }))
  const returned = await shop.requestReturn(order)
  await shop.receiveReturn(order, returned)
  await expectEmitted("order.return_received", { order_id: order.id, return_id: returned })
  // What the award is reckoned from then (contract R33).
  expect((await shop.order(order.id)).items).toMatchObject([{ detail: { return_received_quantity: 1 } }])
  const edited = await shop.placeOrder()
  await shop.editOrder(edited, { quantity: 2 })
  await expectEmitted("order-edit.confirmed", { order_id: edited.id })
})

it("ADR 0006: order.claim_created and order.exchange_created carry {order_id}", async () => {
  const { shop } = medusa()
  const order = await shop.fulfill(await shop.placeOrder({ quantity: 2 }))
  const inbound = { id: first(order.items).id, quantity: 1 }
  const { claim } = await shop.admin.post<{ claim: { id: string } }>("/admin/claims", {
    order_id: order.id,
    type: "refund",
  })
  await shop.admin.post(`/admin/claims/${claim.id}/inbound/items`, { items: [inbound] })
  await shop.admin.post(`/admin/claims/${claim.id}/request`)
  await expectEmitted("order.claim_created", { order_id: order.id })

  const { exchange } = await shop.admin.post<{ exchange: { id: string } }>("/admin/exchanges", { order_id: order.id })
  const path = `/admin/exchanges/${exchange.id}`
  await shop.admin.post(`${path}/inbound/items`, { items: [inbound] })
  await shop.admin.post(`${path}/outbound/items`, { items: [{ variant_id: shop.variants.mug, quantity: 1 }] })
  await shop.admin.post(`${path}/request`)
  await expectEmitted("order.exchange_created", { order_id: order.id })
})

it("ADR 0006: customer.created, customer.updated and customer.deleted carry {id}", async () => {
  const { shop } = medusa()
  const { id } = await shop.register()
  await expectEmitted("customer.created", { id })
  await shop.admin.post(`/admin/customers/${id}`, { first_name: "Ann" })
  await expectEmitted("customer.updated", { id })
  await shop.admin.delete(`/admin/customers/${id}`)
  await expectEmitted("customer.deleted", { id })
})

it("ADR 0008: a guest's cart with a registered mailbox gets that customer's id, so the id verifies nothing", async () => {
  const { shop } = medusa()
  const customer = await shop.register()
  const cart = await shop.fillCart({ email: customer.email })
  const order = await shop.completeCart(cart.id)
  expect(order.customer_id).toBe(customer.id)
})
