import fc from "fast-check"
import {
  changeNames,
  joinName,
  type KnownNames,
  type NameInput,
  NO_NAMES,
  nameOf,
  splitName,
} from "../../src/modules/customer_profile/domain/names"

/** The customer after a change. */
const after = (known: KnownNames, input: NameInput): KnownNames => ({
  ...known,
  ...changeNames(known, input),
  is_business: input.is_business ?? known.is_business,
})

const word = fc.string({ minLength: 1, maxLength: 20 }).filter((text) => /^\S+$/u.test(text))
const fullName = fc.array(word, { minLength: 1, maxLength: 5 }).map((words) => words.join(" "))
const field = fc.option(fullName)
const input: fc.Arbitrary<NameInput> = fc.record(
  { name: field, first_name: field, last_name: field, company_name: field, is_business: fc.boolean() },
  { requiredKeys: [] },
)

test("R3: a name is the first word and the rest", () => {
  expect(splitName("John Doe")).toEqual({ first_name: "John", last_name: "Doe" })
  expect(splitName("  Ana María  López ")).toEqual({ first_name: "Ana", last_name: "María López" })
  expect(splitName("Cher")).toEqual({ first_name: "Cher", last_name: null })
})

test("R3: a name that is split and joined again differs in its spaces only", () => {
  fc.assert(
    fc.property(fullName, (name) => {
      expect(joinName({ ...splitName(name), company_name: null }, false)).toBe(name)
    }),
  )
})

test("R3: a name that is given is shown letter for letter, whatever came before", () => {
  fc.assert(
    fc.property(fc.array(input, { maxLength: 4 }), fullName, fc.boolean(), (changes, name, isBusiness) => {
      const known = changes.reduce(after, NO_NAMES)
      expect(nameOf(after(known, { name: ` ${name}  `, is_business: isBusiness }))).toBe(` ${name}  `)
    }),
  )
})

test("R3: a field that is given is kept as it is, and the name follows it", () => {
  fc.assert(
    fc.property(fc.array(input, { maxLength: 4 }), input, (changes, last) => {
      const known = after(changes.reduce(after, NO_NAMES), last)
      for (const key of ["first_name", "last_name", "company_name"] as const) {
        if (last[key] !== undefined) {
          expect(known[key]).toBe(last[key])
        }
      }
      if (last.name === undefined && last.first_name !== undefined) {
        expect(nameOf(known)).toBe(joinName(known, known.is_business))
      }
    }),
  )
})

test("R3: an empty change changes nothing", () => {
  fc.assert(
    fc.property(fc.array(input, { maxLength: 4 }), (changes) => {
      const known = changes.reduce(after, NO_NAMES)
      const again = after(known, {})
      expect(nameOf(again)).toBe(nameOf(known))
      expect([again.first_name, again.last_name, again.company_name]).toEqual([
        known.first_name,
        known.last_name,
        known.company_name,
      ])
    }),
  )
})

test("R3: a business has its name in company_name, a person in first_name and last_name", () => {
  expect(after(NO_NAMES, { name: "Acme Inc.", is_business: true })).toMatchObject({
    company_name: "Acme Inc.",
    first_name: null,
  })
  const person = after(NO_NAMES, { name: "Jane van Dyk" })
  expect(person).toMatchObject({ first_name: "Jane", last_name: "van Dyk", company_name: null })
  const business = after(person, { is_business: true })
  expect(business).toMatchObject({ company_name: "Jane van Dyk", first_name: "Jane" })
  expect(nameOf(business)).toBe("Jane van Dyk")
})

test("R3: a change by Medusa's own route replaces the given name", () => {
  const person = after(NO_NAMES, { name: "Dr. Jane Doe", first_name: "Jane", last_name: "Doe" })
  expect(nameOf(person)).toBe("Dr. Jane Doe")
  expect(nameOf({ ...person, last_name: "Roe" })).toBe("Jane Roe")
  expect(nameOf(after(person, { name: null }))).toBe("Jane Doe")
})
