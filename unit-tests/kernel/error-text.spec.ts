import { errorLabel, errorText, withLoggableErrors, withoutValues } from "../../src/kernel/error-text"
import { clienteleError } from "../../src/kernel/errors"

const duplicate = () =>
  Object.assign(
    new Error(
      "insert into \"clientele_contact\" (\"name\") values ('Jane - Doe', 'jane@acme.example') - " +
        'duplicate key value violates unique constraint "IDX_contact"',
    ),
    {
      code: "23505",
      constraint: "IDX_contact",
      table: "clientele_contact",
      detail: "Key (email)=(jane@acme.example) already exists.",
    },
  )

describe("error texts for logs", () => {
  it("M33: keep ids, and leave out addresses, passwords, codes and tokens", () => {
    const inner = new Error("connect ECONNREFUSED 127.0.0.1:5432")
    expect(errorText(new AggregateError([inner]))).toBe(inner.message)
    expect(errorText(new Error("order_01JD8Z6Y3N7M4K5P6Q7R8S9T0V: postgres://me:pw@db/x"))).toBe(
      "order_01JD8Z6Y3N7M4K5P6Q7R8S9T0V: postgres://db/x",
    )
    expect(errorText("Eve <eve@example.com> 123456 8f14e45fceea167a5a36dedd4bea2543")).toBe(
      "Eve <<email>> <number> <secret>",
    )
    expect(errorText(new Error("x".repeat(900)))).toHaveLength(500)
  })

  // Without `beginningOf` in error-text.ts, 50 KB took 3.4 s, and these cases would take minutes. The next test fails without it.
  it.each([
    ["one word", "a".repeat(500_000)],
    ["a URL without an end", `://${"a".repeat(500_000)}`],
    ["digits", "1".repeat(500_000)],
    ["signs", "=-".repeat(250_000)],
  ])("M53: 500 KB of %s are redacted by their beginning", (_what, text) => {
    expect(errorText(text).length).toBeLessThanOrEqual(500)
  })

  it("M33 M53: a secret that the cut would halve is left out as a whole", () => {
    const emails = `${"a".repeat(90)}@example.com `.repeat(19)
    expect(errorText(`${emails}${"b".repeat(80)}@secret.example and more`)).toBe(`${"<email> ".repeat(19)}…`)
  })

  it("M33: a database error has its words, SQLSTATE, constraint and table, and no value of its statement", () => {
    expect(errorText(duplicate())).toBe(
      'duplicate key value violates unique constraint "IDX_contact" (SQLSTATE 23505, constraint IDX_contact, table clientele_contact)',
    )
  })

  it("M33: an error of the connection loses the statement that it broke", () => {
    const broken = new Error(
      "update customer set name = 'Jane' where phone = '030 - 1' - Connection terminated unexpectedly",
    )
    expect(errorText(broken)).toBe("Connection terminated unexpectedly")
    expect(errorText(Object.assign(new Error("select 'Jane' - write EPIPE"), { code: "EPIPE" }))).toBe("write EPIPE")
  })

  it("M33: words of the database that quote a value are left out", () => {
    const refused = new Error("select 'Jane' - invalid input syntax for type uuid: \"Jane - Doe\"")
    expect(errorText(Object.assign(refused, { code: "22P02", column: "id" }))).toBe(
      "the database refused a value (SQLSTATE 22P02, column id)",
    )
  })

  it.each([
    ["of ours", clienteleError("account_busy"), "account_busy"],
    ["of a programme", new TypeError("x is not a function"), "TypeError: x is not a function"],
    ["of a JSON parser", tryParse('Jane, {"a"'), "SyntaxError: Unexpected token …"],
    [
      "of Medusa's duplicates",
      new Error("Customer with email: jane, name: Doe, already exists"),
      "Customer with these values already exists",
    ],
    ["without a message", new RangeError(), "RangeError: "],
    ["that is text", "no answer from +49 30 901820", "no answer from <phone>"],
    [
      "of zod",
      { name: "ZodError", message: '"Jane"', issues: [{ path: ["to", 0], code: "invalid_type" }] },
      "ZodError: to.0 invalid_type",
    ],
  ])("M33: an error %s is logged without personal data", (_whose, error, text) => {
    expect(errorText(error)).toContain(text)
    expect(errorText(error)).not.toMatch(/Jane|jane|Doe/)
  })

  it("M33: an error of another company's service is logged with its name and code only", () => {
    expect(errorLabel(Object.assign(new Error("550 Jane"), { code: "EENVELOPE" }))).toBe("Error EENVELOPE")
    expect(errorLabel(Object.assign(new TypeError("Jane"), { code: "to Jane Doe" }))).toBe("TypeError")
  })

  it("M33: a thrown database error has no values in message, stack and detail, and Medusa still reads its columns", () => {
    const error = withoutValues(duplicate()) as Error & { detail: string; code: string }
    expect([error.message, error.stack, error.detail].join("\n")).not.toMatch(/Jane|jane/)
    expect(error).toMatchObject({ code: "23505", detail: "Key (email)=(…) already exists." })
    expect(error.stack).toMatch(/\n\s+at /)
  })

  it("M33: a job's or subscriber's handler throws only what may be logged", async () => {
    const failing = withLoggableErrors(async (_id: string) => {
      throw duplicate()
    })
    const error = (await failing("cus_1").catch((thrown) => thrown)) as Error
    expect(`${error.message}\n${error.stack}`).not.toMatch(/Jane|jane/)
    expect(error.message).toContain("SQLSTATE 23505")
  })
})

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    return error
  }
}
