import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { ONE_TIME_CODE_MODULE } from "../../src/modules/one_time_code"
import { POINTS_MODULE } from "../../src/modules/points"
import { buildCodeMail } from "../../src/workflows/codes/build-code-mail"
import { mailCode } from "../../src/workflows/codes/mail-code"

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
  expect(text).toContain("valid for 10 minutes, until 14:32 UTC.")
  expect(html).toContain("at Ada &amp; Bob &lt;shop&gt; to use")
  expect(html).not.toContain("<shop>")
})

it("R42: the mail names no worth without a rate, and no amount without points", () => {
  expect(buildCodeMail({ ...facts, worth: null }).text).toContain("to use your 500 points. It is")
  const empty = buildCodeMail({ ...facts, points: 0, worth: "0.00", minutes: 1 }).text
  expect(empty).toContain("to see your points. It is valid for 1 minute, until")
})

describe("an email provider", () => {
  /** A store with one challenge; `outcomes` has the recorded results of its mail. */
  function storeWith(createNotifications: () => Promise<unknown>) {
    const outcomes: string[] = []
    const challenge = { id: "code_1", mailbox: "ada@example.com", by_owner: true, cart_id: null, mail_outcome: null }
    const parts: Record<string, object> = {
      [ONE_TIME_CODE_MODULE]: {
        clock: () => new Date("2026-11-21T14:22:10Z"),
        mail: { template: "code" },
        findChallenge: async () => ({ ...challenge, expires_at: facts.expires_at }),
        makeCode: async () => facts.code,
        noteMail: async (_id: string, outcome: string) => void outcomes.push(outcome),
      },
      [POINTS_MODULE]: { findAccount: async () => null, getSettings: async () => ({}) },
      [ContainerRegistrationKeys.QUERY]: { graph: async () => ({ data: [] }) },
      [Modules.NOTIFICATION]: { createNotifications },
    }
    return { outcomes, container: { resolve: (key: string) => parts[key] } as unknown as MedusaContainer }
  }

  // Guard: `inTime` in mailCode (workflows/codes/mail-code.ts).
  it("M23: fails if it does not answer in time, and its mail is not recorded as sent", async () => {
    const { container, outcomes } = storeWith(() => new Promise(() => undefined))
    await expect(mailCode(container, "code_1", 20)).rejects.toThrow("the email provider took longer than 20 ms")
    expect(outcomes).toEqual([])
  })

  it("R42: is trusted if it reports a sent or an unsent mail", async () => {
    const sent = storeWith(async () => undefined)
    await mailCode(sent.container, "code_1")
    expect(sent.outcomes).toEqual(["sent"])
    const failed = storeWith(async () => Promise.reject(new Error("no connection")))
    await expect(mailCode(failed.container, "code_1")).rejects.toThrow("no connection")
    expect(failed.outcomes).toEqual([])
  })
})
