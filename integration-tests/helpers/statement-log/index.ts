import { AsyncLocalStorage } from "node:async_hooks"
import { subscribe } from "node:diagnostics_channel"
import fs from "node:fs"
import type { IncomingMessage } from "node:http"
import { Module } from "@medusajs/framework/utils"
import { Client } from "pg"
import { LABEL } from "./read"

/**
 * Records every statement that the store sends to PostgreSQL for a request with the header {@link LABEL}, through any pool.
 * medusa-config.ts loads it if a test names a file. Statements of jobs and of other requests are left out.
 */
class StatementLog {
  constructor() {
    const file = process.env.CLIENTELE_TEST_STATEMENTS
    if (!file) return
    const current = new AsyncLocalStorage<string | undefined>()
    subscribe("http.server.request.start", (message) => {
      const { request } = message as { request: IncomingMessage }
      current.enterWith(request.headers[LABEL]?.toString())
    })
    const query = Client.prototype.query as (...args: unknown[]) => unknown
    Object.assign(Client.prototype, {
      query(this: Client, ...args: unknown[]) {
        const request = current.getStore()
        const [first] = args
        const sql = typeof first === "string" ? first : (first as { text?: string } | undefined)?.text
        if (request) fs.appendFileSync(file, `${JSON.stringify({ request, sql })}\n`)
        return query.apply(this, args)
      },
    })
  }
}

export default Module("statement_log", { service: StatementLog })
