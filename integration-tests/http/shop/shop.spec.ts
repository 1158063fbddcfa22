import type { TestDatabase } from "../../helpers/database"
import { newEmail, openShop, PRICES, SHIPPING_PRICES, type Shop } from "../../helpers/shop"
import { createShopDatabase } from "../../helpers/shop-database"
import { type Store, startStore } from "../../helpers/store-server"

let database: TestDatabase
let store: Store
let shop: Shop

beforeAll(async () => {
  database = await createShopDatabase()
  store = await startStore({ databaseUrl: database.url })
  shop = await openShop(store)
}, 180_000)

afterAll(async () => {
  await store?.stop()
  await database?.drop()
})

test("a guest's order is authorised, then captured and refunded in parts", async () => {
  const email = newEmail()
  const order = await shop.placeOrder({ email, quantity: 2 })
  expect(order).toMatchObject({
    email,
    currency_code: "usd",
    total: 2 * PRICES.shirt + 5,
    payment_status: "authorized",
  })

  const part = await shop.capture(order, 15)
  expect(part.payment_status).toBe("partially_captured")
  const paid = await shop.capture(order, 30)
  expect(paid.payment_status).toBe("captured")
  const refunded = await shop.refund(paid, 10)
  expect(refunded.payment_status).toBe("partially_refunded")
})

test("a registered customer orders in euros", async () => {
  const customer = await shop.register()
  const order = await shop.placeOrder({ customer, region: "eur", capture: true })
  expect(order).toMatchObject({ customer_id: customer.id, currency_code: "eur", payment_status: "captured" })
})

test("an instant payment is captured while the order is placed", async () => {
  const order = await shop.placeOrder({ payment: "instant" })
  expect(order.payment_status).toBe("captured")
})

test("an order of nothing but free goods has a total of zero", async () => {
  const order = await shop.placeOrder({ product: "sample", shipping: "free" })
  expect(order.total).toBe(0)
})

test("sent goods come back", async () => {
  const order = await shop.placeOrder({ quantity: 3, capture: true })
  await shop.fulfill(order)
  const returnId = await shop.requestReturn(order, 2)
  const received = await shop.receiveReturn(order, returnId)
  expect(received.items[0]?.detail.return_received_quantity).toBe(2)
})

test("an order is edited", async () => {
  const order = await shop.placeOrder({ quantity: 1 })
  const edited = await shop.editOrder(order, { quantity: 3 })
  expect(edited.total).toBe(3 * PRICES.shirt + SHIPPING_PRICES.standard)
})

test("an order is canceled, another completed", async () => {
  const canceled = await shop.cancel(await shop.placeOrder())
  expect(canceled.status).toBe("canceled")
  const completed = await shop.completeOrder(await shop.placeOrder({ capture: true }))
  expect(completed.status).toBe("completed")
})

test("an order that an admin wrote down is marked as paid", async () => {
  const order = await shop.draftOrder(newEmail(), 2)
  expect(order).toMatchObject({ total: 2 * PRICES.shirt, payment_status: "not_paid" })
  const paid = await shop.markAsPaid(order)
  expect(paid.payment_status).toBe("captured")
})
