import fs from "node:fs"
import path from "node:path"
import { integration } from "../../../examples/integration"
import { ADMIN_USER } from "../../helpers/admin-user"
import { query } from "../../helpers/database"
import { eventually } from "../../helpers/loyalty"
import type { OpenStore } from "../../helpers/open-store"

const GOLDEN = path.join(__dirname, "../../../examples/integration.out")

/** The whole plugin by its client alone, on a store in which nothing was done yet. */
export function typedClient(open: () => OpenStore): void {
  beforeAll(() => open().begin({}))

  it("R65: examples/integration.ts drives a fresh store by the typed client alone and prints the committed output", async () => {
    const { shop, database } = open()
    const lines: string[] = []
    await integration(
      {
        ...{
          baseUrl: shop.url,
          publishableKey: shop.publishableKey,
          admin: ADMIN_USER,
          country: "us",
          product: "shirt",
        },
        readCode: async (owner, email) => {
          const { mails } = await eventually(
            () => owner.admin.clientele.operation.outbox(),
            (outbox) => outbox.mails.some(({ to }) => to === email),
          )
          return /\b\d{6}\b/.exec(mails.find(({ to }) => to === email)?.text ?? "")?.[0] ?? ""
        },
      },
      (line) => lines.push(line),
    )
    const told = `${lines.join("\n")}\n`
    if (process.env.UPDATE_EXAMPLES === "1") {
      fs.writeFileSync(GOLDEN, told)
    }
    expect(told).toBe(fs.readFileSync(GOLDEN, "utf8"))
    expect(await query(database, "select 1 from clientele_webhook_endpoint")).toEqual([])
  })
}
