import { newAddresses, planAddresses } from "../../src/modules/address_book/domain/addresses"
import { freeMarks, movedMarks, undoAddresses } from "../../src/modules/address_book/domain/undo"

const LINES = { address_1: "456 Customer Blvd", city: "Customer City", country_code: "us" }
const both = { is_default_billing: true, is_default_shipping: true }

test("R21: one address for bills and goods is one address", () => {
  expect(newAddresses({ billing_address: LINES, shipping_address: { ...LINES } })).toEqual([{ ...LINES, ...both }])
  expect(newAddresses({ flat: LINES })).toEqual([{ ...LINES, ...both }])
})

test("R21: two different ones are two, each the default of its kind", () => {
  const warehouse = { ...LINES, address_1: "456 Warehouse Ave" }
  expect(newAddresses({ billing_address: LINES, shipping_address: warehouse })).toEqual([
    { ...LINES, is_default_billing: true },
    { ...warehouse, is_default_shipping: true },
  ])
})

test("R21: an address beside an explicit one of its kind takes what is free", () => {
  expect(newAddresses({ billing_address: LINES, flat: { city: "Dakar" } })).toEqual([
    { ...LINES, is_default_billing: true },
    { city: "Dakar", is_default_shipping: true },
  ])
})

test("R21: two addresses that claim one default are refused by name", () => {
  const claim = { ...LINES, is_default_billing: true }
  expect(() => newAddresses({ addresses: [claim, claim] })).toThrow("addresses.1.is_default_billing:")
  expect(() => newAddresses({ addresses: [claim], billing_address: LINES })).toThrow("addresses.0.is_default_billing:")
})

test("R7 R21: a change of a default changes that address, field by field", () => {
  const known = [
    { id: "b", ...LINES, is_default_billing: true },
    { id: "s", ...LINES, is_default_shipping: true },
  ]
  expect(planAddresses(known, { shipping_address: { city: "Dakar" } })).toEqual({
    create: [],
    update: [{ id: "s", change: { city: "Dakar", is_default_shipping: true } }],
  })
  expect(planAddresses(known, { flat: { city: "Dakar" } }).update).toEqual([{ id: "b", change: { city: "Dakar" } }])
})

test("R7 R21: a default that serves both and changes for one only is left alone", () => {
  const known = [{ id: "x", ...LINES, ...both }]
  const plan = planAddresses(known, { billing_address: { city: "Dakar" } })
  expect(plan.update).toEqual([])
  expect(plan.create).toEqual([expect.objectContaining({ ...LINES, city: "Dakar", is_default_billing: true })])
  expect(plan.create[0]).not.toHaveProperty("id")
  expect(plan.create[0]).not.toHaveProperty("is_default_shipping")
  expect(planAddresses(known, { billing_address: { city: "Dakar" }, shipping_address: { city: "Dakar" } })).toEqual({
    create: [],
    update: [{ id: "x", change: { city: "Dakar", ...both } }],
  })
})

test("R21: further addresses are added and claim nothing of themselves", () => {
  const known = [{ id: "x", ...LINES, ...both }]
  expect(planAddresses(known, { addresses: [LINES] })).toEqual({ create: [LINES], update: [] })
})

describe("a change that is taken back", () => {
  const first = { id: "a1", city: "Old", address_1: "Street 1", metadata: { a: 1, b: 2 }, is_default_billing: true }
  const second = { id: "a2", city: "Second" }
  const nothing = { created: [], updated: [], moved: [] }

  test("R7: what it made goes, what others made stays", () => {
    const present = [first, { id: "ours" }, { id: "theirs" }]
    expect(undoAddresses(present, { ...nothing, created: ["ours", "gone"] })).toEqual({
      remove: ["ours"],
      update: [],
      mark: [],
    })
  })

  test("R7: a field goes back where it still says what was written", () => {
    const change = { city: "New", address_1: "Street 2", metadata: { a: 9, b: "", c: 3 } }
    const now = { ...first, city: "New", address_1: "theirs", metadata: { a: 9, c: 4, d: 5 } }
    expect(undoAddresses([now], { ...nothing, updated: [{ before: first, change }] }).update).toEqual([
      { id: "a1", change: { city: "Old", metadata: { a: 1, b: 2 } } },
    ])
    expect(undoAddresses([], { ...nothing, updated: [{ before: first, change }] }).update).toEqual([])
  })

  test("R7: a mark goes back to whom it was taken from, unless it has moved on", () => {
    const moved = movedMarks([first, second], [{ id: "a2", is_default_billing: true, is_default_shipping: true }])
    expect(moved).toEqual([
      { flag: "is_default_billing", from: "a1", to: "a2" },
      { flag: "is_default_shipping", from: null, to: "a2" },
    ])
    const marked = { ...second, is_default_billing: true, is_default_shipping: true }
    const unmarked = { ...first, is_default_billing: false }
    const { update, mark } = undoAddresses([unmarked, marked], { ...nothing, moved })
    expect(update).toEqual([{ id: "a2", change: { is_default_billing: false, is_default_shipping: false } }])
    expect(mark).toEqual([{ id: "a1", change: { is_default_billing: true } }])
    expect(freeMarks([unmarked, second], mark)).toEqual(mark)
    expect(freeMarks([unmarked, marked], mark)).toEqual([])
    expect(freeMarks([second], mark)).toEqual([])
    const elsewhere = [unmarked, second, { ...marked, id: "a3" }]
    expect(undoAddresses(elsewhere, { ...nothing, moved })).toEqual({ remove: [], update: [], mark: [] })
    expect(movedMarks([first], [{ id: "a1", is_default_billing: true }])).toEqual([])
  })
})
