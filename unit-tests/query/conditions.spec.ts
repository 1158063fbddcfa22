import fc from "fast-check"
import { conditionOf, type Filters } from "../../src/kernel/reading/conditions"
import { fieldsOf } from "../../src/kernel/reading/read-model"
import { contacts } from "../../src/modules/contact/reading"
import { entries } from "../../src/modules/points/reading"

const model = { read: contacts, fields: fieldsOf(contacts) }
const condition = (filters: Filters) => conditionOf(model, filters)

const TEXTS = ["id", "customer_id", "name", "email", "phone"]
const OPERATORS = ["$eq", "$ne", "$gt", "$lt", "$like", "$ilike"]

/** Text of an attacker, with a mark that no statement of the plugin contains. */
const text = fc.string().map((one) => `'zanzibar" ? -- ${one}`)
const value = fc.oneof(text, fc.array(text), fc.constant(null))
const field = fc.dictionary(
  fc.constantFrom(...TEXTS),
  fc.oneof(value, fc.dictionary(fc.constantFrom(...OPERATORS), text, { minKeys: 1 })),
)
const { filters } = fc.letrec<{ filters: Filters }>((tie) => ({
  filters: fc.oneof(
    { depthSize: "small" },
    field,
    fc.record({ $and: fc.array(tie("filters")) }),
    fc.record({ $or: fc.array(tie("filters")) }),
    fc.record({ $not: tie("filters") }),
  ),
}))

test("R69 M40: a filter's value is a bound parameter, never part of the statement", () => {
  fc.assert(
    fc.property(filters, (one) => {
      const { sql, bindings } = condition(one)
      expect(sql).not.toContain("zanzibar")
      expect(sql).toMatch(/^[\w\s().=<>?]*$/)
      expect(sql.split("?").length - 1).toBe(bindings.length)
    }),
  )
})

test.each(["1 = 1 or name", "name; drop table customer", "t.name", "__proto__", "constructor", "toString"])(
  "R69 M40: %j is not a field",
  (name) => {
    const hostile = JSON.parse(`{${JSON.stringify(name)}: "x"}`)
    expect(() => condition(hostile)).toThrow(`${name}: is not a field of clientele_contact`)
    expect(() => condition({ name: { [name]: "x" } })).toThrow("is not an operator")
  },
)

test("R69: a list matches any of its values, `null` in it a row without a value, and an empty list nothing", () => {
  expect(condition({ title: ["a", null] })).toEqual({
    sql: "((t.title = any (?)) or (t.title is null))",
    bindings: [["a"]],
  })
  expect(condition({ title: null })).toEqual({ sql: "((t.title is null))", bindings: [] })
  expect(condition({ title: [] }).sql).toBe("(false)")
  expect(condition({ $or: [] }).sql).toBe("(false)")
  expect(condition({ $and: [], title: undefined, context: { any: "thing" } }).sql).toBe("(true)")
})

test.each([
  [{ name: { $gt: null } }, "name: must be text"],
  [{ name: "a\0b" }, "name: must be text"],
  [{ created_at: { $gt: null } }, "created_at: must be a date"],
  [{ created_at: [7] }, "created_at: must be a date"],
  [{ is_primary: 1 }, "is_primary: must be true or false"],
  [{ $and: { name: "x" } }, "$and: must be a list of filters"],
  [{ $or: ["x"] }, "$or: must be a filter"],
  [{ is_primary: { $like: "t%" } }, "is_primary: $like is for text"],
])("R69 M34: %j is refused, naming the field", (filters, message) => {
  expect(() => condition(filters)).toThrow(message)
})

test.each([
  [{ points: 1.5 }, "points: must be a whole number"],
  [{ points: "9".repeat(19) }, "points: must be a whole number"],
  [{ account_id: "1.5" }, "account_id: must be a whole number"],
  [{ calculation: {} }, "calculation: cannot be used as a filter"],
])("R69 M34: a filter of entries by %j is refused, naming the field", (filters, message) => {
  expect(() => conditionOf({ read: entries, fields: fieldsOf(entries) }, filters)).toThrow(message)
})

test("R69: entries are found by order, or as entries without an order", () => {
  const ledger = { read: entries, fields: fieldsOf(entries) }
  const { sql, bindings } = conditionOf(ledger, { order_id: ["order_1", "order_2"] })
  expect(sql).toContain("t.idempotency_key > ? and t.idempotency_key < ?")
  expect(bindings).toEqual(["order_1:", "order_1;", "order_2:", "order_2;", ["order_1", "order_2"]])
  expect(conditionOf(ledger, { order_id: null }).sql).toBe("((t.order_id is null))")
})
