import { chromium, type Page } from "playwright-core"
import { CHROMIUM, signIn } from "../../integration-tests/browser/dashboard"
import { ADMIN_USER } from "../../integration-tests/helpers/admin-user"
import type { Closing, OpenStore } from "./stores"

/** A store serves the dashboard that was built before it started. */
export const WITH_DASHBOARD = { env: { DISABLE_ADMIN: "false" } }

/** The dashboard of a store in Chromium, signed in. */
export async function openScreen(closing: Closing, { shop }: OpenStore): Promise<Page> {
  if (!process.env.CHROMIUM) throw new Error("there is no Chromium: install it, or set CHROMIUM")
  const browser = await chromium.launch(CHROMIUM)
  closing.add(() => browser.close())
  const page = await browser.newPage()
  await signIn(page, shop, ADMIN_USER)
  await page.waitForURL(/\/app\/orders/)
  return page
}
