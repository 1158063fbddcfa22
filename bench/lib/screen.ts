import { execFile } from "node:child_process"
import path from "node:path"
import { promisify } from "node:util"
import { chromium, type Page } from "playwright-core"
import { CHROMIUM, signIn } from "../../integration-tests/browser/dashboard"
import { ADMIN_USER } from "../../integration-tests/helpers/admin-user"
import { projectDir } from "../../integration-tests/helpers/server-process"
import type { Closing, OpenStore } from "./stores"

const run = promisify(execFile)

/** A store serves the dashboard that was built before it started. */
export const WITH_DASHBOARD = { env: { DISABLE_ADMIN: "false" } }

export async function buildDashboard(): Promise<void> {
  await run(process.execPath, [path.join(projectDir, "scripts/build-dashboard.mjs")], {
    cwd: projectDir,
    env: { ...process.env, NODE_OPTIONS: "" },
  })
}

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
