import fc from "fast-check"
import { type AddressPlan, FLAGS, type KnownAddress } from "../../src/modules/address_book/domain/addresses"
import { newAddresses, planAddresses } from "../../src/modules/address_book/domain/plan-addresses"
import { freeMarks, movedMarks, undoAddresses } from "../../src/modules/address_book/domain/undo-addresses"

const LINES = { address_1: "456 Customer Blvd", city: "Customer City", country_code: "us" }
const both = { is_default_billing: true, is_default_shipping: true }

test("R21: one address for bills and goods is one address", () => {
  expect(newAddresses({ billing_address: LINES, shipping_address: { ...LINES } })).toEqual([{ ...LINES, ...both }])
  expect(newAddresses({ flat: LINES })).toEqual([{ ...LINES, ...both }])
})

test("R21: two different addresses are two, each the default of its kind", () => {
  const warehouse = { ...LINES, address_1: "456 Warehouse Ave" }
  expect(newAddresses({ billing_address: LINES, shipping_address: warehouse })).toEqual([
    { ...LINES, is_default_billing: true },
    { ...warehouse, is_default_shipping: true },
  ])
})

test("R21: an address takes only the default that no explicit address has", () => {
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

test("R21: further addresses are added without becoming a default", () => {
  const known = [{ id: "x", ...LINES, ...both }]
  const other = { ...LINES, city: "Dakar" }
  expect(planAddresses(known, { addresses: [other] })).toEqual({ create: [other], update: [] })
})

describe("a list of addresses", () => {
  const x = { id: "x", ...LINES, ...both }
  const y = { id: "y", ...LINES, city: "Dakar", phone: "+221779876543", metadata: { floor: 2 } }
  const nothing = { create: [], update: [] }

  // Guard: `alike` in AddressDraft.add (address_book/domain/draft.ts).
  test("R21: an existing address is not added again, in any stored form", () => {
    expect(planAddresses([x, y], { addresses: [LINES, { ...LINES }] })).toEqual(nothing)
    const stored = { ...y, city: " Dakar ", country_code: "US", address_2: "", phone: "+221 77 987 65 43" }
    const { id: _id, metadata: _metadata, ...lines } = y
    expect(planAddresses([x, stored], { addresses: [lines] })).toEqual(nothing)
    const national = { ...LINES, phone: "(202) 555-0143" }
    expect(planAddresses([{ id: "n", ...national }], { addresses: [{ ...LINES, phone: "+12025550143" }] })).toEqual(
      nothing,
    )
    expect(planAddresses([x], { addresses: [{ ...LINES, address_name: "Home" }] }).create).toHaveLength(1)
  })

  test("R21: two equal new addresses become one, with the marks and metadata of both", () => {
    const twice = [
      { ...LINES, is_default_billing: true, metadata: { a: 1 } },
      { ...LINES, is_default_shipping: true, metadata: { b: 2 } },
    ]
    expect(planAddresses([], { addresses: twice })).toEqual({
      create: [{ ...LINES, ...both, metadata: { a: 1, b: 2 } }],
      update: [],
    })
  })

  test("R21: an existing address takes the default marks and metadata of the same listed address", () => {
    const { id, metadata: _metadata, ...lines } = y
    const change = { is_default_billing: true, metadata: { floor: 3 } }
    expect(planAddresses([x, y], { addresses: [{ ...lines, ...change }] })).toEqual({
      create: [],
      update: [{ id, change }],
    })
    // If two addresses are equal, the mark belongs to the one that has it.
    expect(
      planAddresses(
        [
          { ...y, metadata: null },
          { ...y, id: "z", is_default_billing: true },
        ],
        {
          addresses: [{ ...lines, is_default_billing: true }],
        },
      ),
    ).toEqual(nothing)
    expect(planAddresses([y], { billing_address: lines }).update).toEqual([
      { id, change: { is_default_billing: true } },
    ])
  })

  test("R21: an address with an id changes field by field, and a listed address that equals it is not added", () => {
    const moved = { id: "x", city: "Thiès" }
    const { id: _id, ...change } = moved
    expect(planAddresses([x, y], { addresses: [LINES, moved, { ...LINES, city: "Thiès" }] })).toEqual({
      create: [LINES],
      update: [{ id: "x", change }],
    })
    const emptied = { id: "y", phone: null, metadata: null }
    expect(planAddresses([x, y], { addresses: [emptied] }).update).toEqual([
      { id: "y", change: { phone: null, metadata: null } },
    ])
    expect(
      planAddresses([x, y], { addresses: [{ id: "y", phone: y.phone, metadata: { floor: 2, gone: "" } }] }),
    ).toEqual(nothing)
  })

  // Guard: planDefaults before the additions in planAddresses.
  test("R21: an address that equals the default as this change leaves it is not added", () => {
    const input = { billing_address: { city: "Thiès" }, shipping_address: { city: "Thiès" } }
    expect(planAddresses([x], { ...input, addresses: [{ ...LINES, city: "Thiès" }] })).toMatchObject({
      create: [],
      update: [{ id: "x", change: { city: "Thiès" } }],
    })
  })

  // Guards: `checkIds` in address_book/domain/plan-addresses.ts, one line of it for each case.
  test("R21 M38: an id that is not the customer's, or is given twice, is refused by name", () => {
    const plan =
      (...ids: string[]) =>
      () =>
        planAddresses([x, y], { addresses: ids.map((id) => ({ id, city: "Dakar" })) })
    expect(plan("y", "somebody's")).toThrow("addresses.1.id: this customer has no address with this id")
    expect(plan("y", "")).toThrow("addresses.1.id: this customer has no address")
    expect(plan("y", "y")).toThrow("addresses.1.id: is given twice")
  })

  const flags = { is_default_billing: fc.boolean(), is_default_shipping: fc.boolean() }
  const lines = fc.record(
    { city: fc.constantFrom("a", "b", null), phone: fc.constantFrom("+12025550143", null) },
    { requiredKeys: [] },
  )
  const input = fc.record(
    {
      addresses: fc.array(fc.tuple(lines, fc.record(flags, { requiredKeys: [] }), fc.nat(4))),
      billing_address: lines,
      shipping_address: lines,
      flat: lines,
    },
    { requiredKeys: ["addresses"] },
  )

  /** Applies a plan as Medusa does. */
  function write(known: readonly KnownAddress[], { create, update }: AddressPlan): KnownAddress[] {
    const claims = [...update.map(({ change }) => change), ...create]
    const unmarked = known.map((one) => {
      const lost = FLAGS.filter((flag) => claims.some((claim) => claim[flag]))
      return { ...one, ...Object.fromEntries(lost.map((flag) => [flag, false])) }
    })
    const changed = unmarked.map((one) => ({ ...one, ...update.find(({ id }) => id === one.id)?.change }))
    return [...changed, ...create.map((one, n) => ({ ...one, id: `new ${known.length + n}` }))]
  }

  test("R7 R21: the same input again adds nothing and leaves the same addresses", () => {
    fc.assert(
      fc.property(fc.array(input, { minLength: 1, maxLength: 4 }), (inputs) => {
        let known: KnownAddress[] = []
        for (const { addresses, ...rest } of inputs) {
          const ids = known.map(({ id }) => id)
          // A request that names one address by its id and as a default is not part of this test.
          const byId = Object.keys(rest).length === 0
          const listed = addresses.map(([fields, marks, n]) => ({
            ...fields,
            ...marks,
            ...(byId && ids[n] ? { id: ids[n] } : {}),
          }))
          const once = { ...rest, addresses: listed }
          let after: KnownAddress[]
          try {
            after = write(known, planAddresses(known, once))
          } catch (error) {
            expect(String(error)).toMatch(/another address is already the default|is given twice/)
            continue
          }
          for (const flag of FLAGS) {
            expect(after.filter((one) => one[flag]).length).toBeLessThanOrEqual(1)
          }
          expect(planAddresses(after, once).create).toEqual([])
          expect(write(after, planAddresses(after, once))).toEqual(after)
          known = after
        }
      }),
    )
  })
})

describe("a change that is taken back", () => {
  const first = { id: "a1", city: "Old", address_1: "Street 1", metadata: { a: 1, b: 2 }, is_default_billing: true }
  const second = { id: "a2", city: "Second" }
  const nothing = { created: [], updated: [], moved: [] }

  test("R7: an undo removes its own addresses and keeps those of others", () => {
    const present = [first, { id: "ours" }, { id: "theirs" }]
    expect(undoAddresses(present, { ...nothing, created: ["ours", "gone"] })).toEqual({
      remove: ["ours"],
      update: [],
      mark: [],
    })
  })

  test("R7: a field gets its old value back only if it still has the written one", () => {
    const change = { city: "New", address_1: "Street 2", metadata: { a: 9, b: "", c: 3 } }
    const now = { ...first, city: "New", address_1: "theirs", metadata: { a: 9, c: 4, d: 5 } }
    expect(undoAddresses([now], { ...nothing, updated: [{ before: first, change }] }).update).toEqual([
      { id: "a1", change: { city: "Old", metadata: { a: 1, b: 2 } } },
    ])
    expect(undoAddresses([], { ...nothing, updated: [{ before: first, change }] }).update).toEqual([])
  })

  test("R7: a mark returns to the address that had it, unless it has moved on", () => {
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
    expect(movedMarks([first, second], [{ id: "a2", is_default_billing: false }])).toEqual([])
  })

  // Guard: `cleared` in movedMarks.
  test("R7: a removed mark returns, unless another address has it by then", () => {
    const moved = movedMarks([first, second], [{ id: "a1", is_default_billing: false }])
    expect(moved).toEqual([{ flag: "is_default_billing", from: "a1", to: null }])
    const unmarked = { ...first, is_default_billing: false }
    const { update, mark } = undoAddresses([unmarked, second], { ...nothing, moved })
    expect([update, mark]).toEqual([[], [{ id: "a1", change: { is_default_billing: true } }]])
    expect(freeMarks([unmarked, { ...second, is_default_billing: true }], mark)).toEqual([])
  })
})
