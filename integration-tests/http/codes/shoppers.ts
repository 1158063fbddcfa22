import { randomBytes } from "node:crypto"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import type { OutboxMail } from "../../../src/providers/outbox/file"
import type { Seen } from "../../helpers/alike"
import { type Answer, type Api, adminApi } from "../../helpers/api"
import { query, type TestDatabase } from "../../helpers/database"
import { eventually } from "../../helpers/loyalty"
import { newEmail, openShop, type Shop } from "../../helpers/shop"
import { createShopDatabase } from "../../helpers/shop-database"
import { startStore } from "../../helpers/store-server"

export type Sent = { status: string; challenge_id: string }
export type Verified = { redemption_token: string; expires_at: string }
export type Refused = { type: string; code: string; message: string }

/** A shopper's calls; `from` is what their proxy says about them. */
export type Shopper = {
  send: (body: unknown, from?: string, headers?: Record<string, string>) => Promise<Answer<Sent & Refused>>
  verify: (body: unknown, from?: string, headers?: Record<string, string>) => Promise<Answer<Verified & Refused>>
}

export function shopperOf(store: Api): Shopper {
  const post =
    (route: string) =>
    <T>(body: unknown, from?: string, headers: Record<string, string> = {}) =>
      store.send<T>("POST", `/store/loyalty/redemption/${route}`, body, {
        ...headers,
        ...(from ? { "x-forwarded-for": from } : {}),
      })
  return { send: post("send-otp"), verify: post("verify-otp") }
}

/** Where the stores of one test file keep their mails. */
export const outboxFile = () => path.join(os.tmpdir(), `clientele-test-${randomBytes(6).toString("hex")}.jsonl`)

/** Mails to an address, newest first. */
export type Mailbox = {
  mails: (to: string) => Promise<OutboxMail[]>
  /** The code of the newest mail, once `count` have come. */
  code: (to: string, count?: number) => Promise<string>
}

export async function mailboxOf(url: string): Promise<Mailbox> {
  const admin = await adminApi(url)
  const mails: Mailbox["mails"] = async (to) =>
    (await admin.get<{ mails: OutboxMail[] }>("/admin/clientele/outbox")).mails.filter((mail) => mail.to === to)
  return {
    mails,
    code: async (to, count = 1) => {
      const [mail] = await eventually(
        () => mails(to),
        (found) => found.length >= count,
      )
      const code = /\b\d{6}\b/.exec(mail?.text ?? "")?.[0]
      if (!code) throw new Error(`no mail with a code to ${to}`)
      return code
    },
  }
}

/** Points accounts for mailboxes that nobody has registered. */
export async function openAccounts(database: TestDatabase, mailboxes: string[]): Promise<void> {
  await query(database, "insert into clientele_points_account (mailbox) select * from unnest($1::text[])", [mailboxes])
}

// What differs between any two answers, whoever they are for.
const OWN = new Set(["date", "x-request-id", "retry-after"])

/** What a shopper sees of an answer: all of it, but for the random id of a challenge and what follows from it. */
export async function lookAt(call: () => Promise<Answer<Partial<Sent & Verified & Refused>>>): Promise<Seen> {
  const started = performance.now()
  const { status, body, headers } = await call()
  const took = performance.now() - started
  const { challenge_id, ...rest } = body
  const id = challenge_id?.replace(/[0-9a-f]/g, "0")
  // An ETag is the length of the body and a hash of it.
  const told = [...headers].map(([name, value]) => [name, name === "etag" && id ? value.slice(0, -28) : value])
  const shape = [status, Object.keys(body), rest, id, told.filter(([name]) => !OWN.has(name ?? ""))]
  return { shape: JSON.stringify(shape), took }
}

/** Another code than this one. */
export const notThis = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, "0")

/** How every code that is not good is refused. */
export const INVALID = {
  status: 400,
  body: { type: "not_allowed", code: "code_invalid", message: expect.any(String) },
}

/** A store behind one proxy, in one process, with its shoppers' mailboxes. */
export type CodeShop = {
  database: TestDatabase
  shop: Shop
  guest: Shopper
  mailbox: Mailbox
  /** A guest's mailbox with a points account. */
  known: () => Promise<string>
  /** A network that nobody has used before. */
  newNetwork: () => string
  close: () => Promise<void>
}

export async function openCodeShop(): Promise<CodeShop> {
  const outbox = outboxFile()
  const database = await createShopDatabase()
  const store = await startStore({
    databaseUrl: database.url,
    options: { network: { trustedProxies: 1 }, loyalty: { settings: { loyalty_points_enabled: true } } },
    env: { CLIENTELE_OUTBOX: outbox },
  })
  const shop = await openShop(store, { copies: true })
  let networks = 0
  return {
    database,
    shop,
    guest: shopperOf(shop.guest),
    mailbox: await mailboxOf(store.url),
    known: async () => {
      const email = newEmail("known")
      await openAccounts(database, [email])
      return email
    },
    newNetwork: () => {
      networks += 1
      return `198.51.100.${networks}`
    },
    close: async () => {
      await store.stop()
      await database.drop()
      fs.rmSync(outbox, { force: true })
    },
  }
}
