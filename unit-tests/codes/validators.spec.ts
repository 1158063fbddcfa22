import { sendCodeBody, verifyCodeBody } from "../../src/workflows/codes/code-input"

// Guard: canonicalMailbox in `mailbox` (workflows/codes/code-input.ts).
it.each(["ada@example.com", " Ada@Example.COM ", "\tADA@example.com\n"])(
  "M29: %j is the mailbox ada@example.com",
  (email) => {
    expect(sendCodeBody.parse({ email }).email).toBe("ada@example.com")
  },
)

// Guard: canonicalMailbox, too.
it("M29: Unicode forms of one address are one mailbox", () => {
  const forms = ["Zoë@example.com", "Zoe\u0308@example.com", "ZOË@EXAMPLE.COM"]
  expect(new Set(forms.map((email) => sendCodeBody.parse({ email }).email)).size).toBe(1)
})

// Guards: ADDRESS; for the length 320, 254 and MAX_LENGTH (kernel/mailbox.ts). Each of these three refuses the second last row
// alone.
it.each([
  "",
  "ada",
  "ada@example",
  "@example.com",
  "ada@@example.com",
  "ada@example.com,eve@example.com",
  "ada@example.com;eve@example.com",
  "<ada@example.com>",
  "ada\r\nbcc:eve@example.com",
  "ada\0@example.com",
  `${"a".repeat(250)}@example.com`,
  "x".repeat(2000),
])("M34: %j is refused as an email", (email) => {
  expect(sendCodeBody.safeParse({ email }).success).toBe(false)
})

// Guards: `z.string()` and the six digits in verifyCodeBody.
it.each([null, 123456, ["123456"], { length: 6 }, "12345", "1234567", "12345a", "１２３４５６", "", true])(
  "M34: %j is refused as a code",
  (code) => {
    expect(verifyCodeBody.safeParse({ email: "ada@example.com", code }).success).toBe(false)
  },
)

it("R43: spaces in a code do not matter", () => {
  expect(verifyCodeBody.parse({ email: "ada@example.com", code: " 012 345 " }).code).toBe("012345")
})

// Guards: `z.strictObject`, and the letters of `id`.
it.each([{ points: 1 }, { challenge_id: ["x"] }, { challenge_id: "a'b" }, { cart_id: "cart_1" }])(
  "M34: a body with email, code and %j is refused",
  (more) => {
    expect(verifyCodeBody.safeParse({ email: "ada@example.com", code: "123456", ...more }).success).toBe(false)
  },
)
