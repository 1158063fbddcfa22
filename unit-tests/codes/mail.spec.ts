import { buildCodeMail } from "../../src/workflows/codes/mail"

const facts = {
  code: "012345",
  store: "Ada & Bob <shop>",
  points: 500,
  worth: "5.00",
  currency_code: "USD",
  minutes: 10,
  expires_at: new Date("2026-11-21T14:32:10Z"),
}

it("R42: the mail names code, store, amount and expiry; the subject holds no code", () => {
  const { subject, text, html } = buildCodeMail(facts)
  expect(subject).toBe("Your code for Ada & Bob <shop>")
  expect(text).toContain("Your code is 012345.")
  expect(text).toContain("at Ada & Bob <shop> to use your 500 points, worth 5.00 USD.")
  expect(text).toContain("good for 10 minutes, until 14:32 UTC.")
  expect(html).toContain("at Ada &amp; Bob &lt;shop&gt; to use")
  expect(html).not.toContain("<shop>")
})

it("R42: without a rate it names no worth, without points no amount", () => {
  expect(buildCodeMail({ ...facts, worth: null }).text).toContain("to use your 500 points. It is")
  const empty = buildCodeMail({ ...facts, points: 0, worth: "0.00", minutes: 1 }).text
  expect(empty).toContain("to see your points. It is good for 1 minute, until")
})
