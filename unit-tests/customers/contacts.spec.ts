import { type PlannedContact, planContacts } from "../../src/modules/contact/domain/plan-contacts"
import { choosePrimary } from "../../src/modules/contact/domain/primary"
import { type ContactsDone, overwritten, undoContacts } from "../../src/modules/contact/domain/undo-contacts"

const phone = { e164: "+12025550143", original: "(202) 555-0143" }
const lines = { title: null, email: null, phone: null, phone_original: null }
const ann = {
  ...lines,
  id: "ann",
  name: "Ann",
  email: "Ann@x.example",
  phone: phone.e164,
  phone_original: "+1 202 5550143",
}
const bob = { ...lines, id: "bob", name: "Bob" }

function plan(listed: Parameters<typeof planContacts>[1], known = [ann, bob]) {
  let made = 0
  return planContacts(known, listed, () => `new ${++made}`)
}
const nothing = { add: [], change: [], wanted: undefined, unwanted: [] }

describe("a list of contacts", () => {
  // Guard: `contactKey` in planContacts (src/modules/contact/domain/plan-contacts.ts).
  test("R20: a contact that the customer has is not added again, whatever the spelling of email and number", () => {
    expect(plan([{ name: "Ann", email: "ANN@X.example", phone }, { name: "Bob" }])).toEqual(nothing)
    expect(plan([{ name: "Bob", is_primary: true }])).toEqual({ ...nothing, wanted: "bob" })
    expect(plan([{ name: "Bob", is_primary: false }])).toEqual(nothing)
    expect(plan([{ name: "Bob", title: "Buyer" }]).add).toMatchObject([{ contact: { name: "Bob", title: "Buyer" } }])
  })

  test("R20: two equal new contacts become one", () => {
    expect(plan([{ name: "Cid" }, { name: "Cid", is_primary: true }], [])).toEqual({
      ...nothing,
      add: [{ contact: { ...lines, id: "new 1", name: "Cid" }, index: 0 }],
      wanted: "new 1",
    })
  })

  // Guard: `reverse` with `byKey` in planContacts.
  test("R20: if two contacts are equal already, the oldest takes the mark of an equal new one", () => {
    expect(plan([{ name: "Bob", is_primary: true }], [ann, bob, { ...bob, id: "bob 2" }]).wanted).toBe("bob")
  })

  test("R20: a contact with an id changes; a listed contact is added unless it equals a contact after the change", () => {
    const change = { id: "bob", name: "Bill", title: null }
    expect(plan([{ name: "Bob" }, { name: "Bill" }, change])).toMatchObject({
      add: [{ contact: { name: "Bob" }, index: 0 }],
      change: [{ contact: { ...bob, name: "Bill" }, index: 2 }],
    })
    expect(plan([{ id: "ann", email: null, phone: null, is_primary: false }])).toEqual({
      ...nothing,
      change: [{ contact: { ...lines, id: "ann", name: "Ann" }, index: 0 }],
      unwanted: ["ann"],
    })
    expect(plan([{ id: "ann", name: "Ann", phone: { ...phone, original: "+1 202 5550143" } }])).toEqual(nothing)
  })

  // Guards: `checkListed` and `checkOnePrimary`, one line of them for each case.
  test("R20 M38: an id that is not the customer's, an id twice and a second primary are refused by name", () => {
    expect(() => plan([{ id: "ann" }, { id: "another's" }])).toThrow("contacts.1.id: this customer has no contact")
    expect(() => plan([{ id: "" }])).toThrow("contacts.0.id: this customer has no contact")
    expect(() => plan([{ id: "ann" }, { id: "ann" }])).toThrow("contacts.1.id: is given twice")
    const claim = { is_primary: true }
    expect(() =>
      plan([
        { id: "ann", ...claim },
        { name: "x", ...claim },
      ]),
    ).toThrow("contacts.1.is_primary:")
  })

  test("R20: the oldest contact becomes primary if the change wants none of them", () => {
    const marked = [
      { id: "ann", is_primary: false },
      { id: "bob", is_primary: true },
      { id: "cid", is_primary: false },
    ]
    expect(choosePrimary(marked, { unwanted: ["ann", "bob"] })).toBe("cid")
    expect(choosePrimary(marked, { unwanted: ["ann", "bob", "cid"] })).toBe("ann")
  })
})

describe("a change of contacts that is taken back", () => {
  type Both = { before: PlannedContact; after: PlannedContact }
  const primary = { from: "ann", to: "bob" }
  const after = { ...ann, name: "Anna", email: "new@x.example", phone: null, phone_original: null }
  const done: ContactsDone = { added: ["cid"], changed: [overwritten(ann, after)], primary }
  const marked = (one: PlannedContact, is_primary = false) => ({ ...one, is_primary })
  const cid = { ...lines, id: "cid", name: "Cid" }

  test("R20: an undo removes added contacts and restores overwritten lines and the primary contact", () => {
    expect(undoContacts([marked(after), marked(bob, true), marked(cid)], done)).toEqual({
      remove: ["cid"],
      change: [{ ...ann, is_primary: false }],
      wanted: "ann",
    })
  })

  test("R70: the undo data of a change has only the overwritten lines", () => {
    expect(overwritten(ann, { ...ann, title: "Buyer" })).toEqual({
      id: "ann",
      before: { title: null },
      after: { title: "Buyer" },
    })
  })

  // Guards: `standing` in linesBack, `marked === primary.to` in undoContacts (src/modules/contact/domain/undo-contacts.ts).
  test("R20: an undo keeps later changes of lines and of the primary contact, and later removals", () => {
    const theirs = { ...after, name: "Theirs", phone: "+4930901820", phone_original: "030 901820" }
    const dan = { ...lines, id: "dan", name: "Dan" }
    expect(undoContacts([marked(theirs), marked(bob), marked(dan, true)], done)).toEqual({
      remove: [],
      change: [{ ...theirs, email: "Ann@x.example", is_primary: false }],
      wanted: undefined,
    })
    expect(undoContacts([marked(bob, true)], done)).toEqual({ remove: [], change: [], wanted: undefined })
    expect(undoContacts([], done)).toEqual({ remove: [], change: [], wanted: undefined })
  })

  // Guard: `keepFreeMailboxes`.
  test("R20: an undo does not restore an email address that another contact has now, also when that contact is undone", () => {
    const dan = { ...lines, id: "dan", name: "Dan", email: "ANN@x.example" }
    expect(undoContacts([marked(after), marked(dan)], done).change).toEqual([
      { ...ann, email: after.email, is_primary: false },
    ])
    const [a, b] = ["a", "b"].map((id, n) => ({
      before: { ...bob, id, email: `${n + 1}@x` },
      after: { ...bob, id, email: `${n + 2}@x` },
    })) as [Both, Both]
    const present = [marked(a.after), marked(b.after), marked({ ...bob, id: "c", email: "1@x" })]
    const { change } = undoContacts(present, {
      ...done,
      added: [],
      changed: [a, b].map(({ before, after }) => overwritten(before, after)),
    })
    const emails = present.map((one) => change.find(({ id }) => id === one.id)?.email ?? one.email)
    expect(new Set(emails).size).toBe(3)
  })
})
