import { randomBytes } from "node:crypto"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { type Api, createApi } from "../../../helpers/api"
import type { TestDatabase } from "../../../helpers/database"
import { loyaltyOf } from "../../../helpers/loyalty"
import { openShop, type Shop } from "../../../helpers/shop"
import { createShopDatabase } from "../../../helpers/shop-database"
import { startStore } from "../../../helpers/store-server"

export type Shown = Record<string, unknown> & { id: string }
export type One = { customer: Shown }
export type List = Record<string, unknown> & { customers: Shown[]; count: number }
export type Refusal = { type: string; code: string; message: string }

/** A field of a document's example answer: its name there, where it is here, and what the example has, in our terms. */
export type Field = [theirs: string, ours: string, value: unknown]

export const ROOT = "/admin/customer-profiles"
export const MOMENT = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)

/** One store for all five documents, and a client for each document's way to authenticate. */
export type DocumentShop = {
  shop: Shop
  database: TestDatabase
  /** A secret key of the shop. */
  key: string
  /** Calls with these headers and nothing else. */
  with: (headers: Record<string, string>) => Api
  close: () => Promise<void>
}

/** HTTP Basic (RFC 7617). */
export const basic = (user: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`,
})

export async function openDocumentShop(): Promise<DocumentShop> {
  const outbox = path.join(os.tmpdir(), `clientele-test-${randomBytes(6).toString("hex")}.jsonl`)
  const database = await createShopDatabase()
  const store = await startStore({ databaseUrl: database.url, env: { CLIENTELE_OUTBOX: outbox } })
  const shop = await openShop(store, { copies: true })
  await loyaltyOf(shop.admin).set("loyalty_points_enabled", true)
  const { api_key } = await shop.admin.post<{ api_key: { token: string } }>("/admin/api-keys", {
    title: "documents",
    type: "secret",
  })
  return {
    shop,
    database,
    key: api_key.token,
    with: (headers) => createApi(store.url, headers),
    close: async () => {
      await store.stop()
      await database.drop()
      fs.rmSync(outbox, { force: true })
    },
  }
}

/** What is at `a.0.b` of an answer. @throws when there is no such field, as `null` and nothing are not the same */
export function at(answer: unknown, place: string): unknown {
  return place.split(".").reduce<unknown>((value, key) => {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) {
      throw new Error(`there is no ${place} in ${JSON.stringify(answer)}`)
    }
    return (value as Record<string, unknown>)[key]
  }, answer)
}

export const refusedWith = (status: number, code: string, message: string) => ({
  status,
  body: { type: expect.any(String), code, message: expect.stringContaining(message) },
})
