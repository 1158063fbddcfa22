import { execFile } from "node:child_process"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { promisify } from "node:util"
import { ADMIN_USER } from "../../helpers/admin-user"
import type { OpenStore } from "../../helpers/open-store"
import { give, tokenOf } from "../../helpers/redemption"

const ROOT = path.join(__dirname, "../../..")
/** routes.md comes first: it signs in, and other pages use its token. */
const FIRST = "docs/routes.md"
const pages = fs
  .readdirSync(path.join(ROOT, "docs"), { recursive: true, encoding: "utf8" })
  .map((name) => `docs/${name}`)
  .concat("README.md")
  .filter((page) => page.endsWith(".md") && !page.startsWith("docs/adr/"))
  .sort()
const PAGES = [FIRST, ...pages.filter((page) => page !== FIRST)]

/** The shell blocks of a page that call the store. */
const blocksOf = (page: string) =>
  [...fs.readFileSync(path.join(ROOT, page), "utf8").matchAll(/^```bash\n(.*?)^```/gms)]
    .map(([, block]) => String(block))
    .filter((block) => /^(?:export .*)?curl /m.test(block) || block.includes("$(curl "))

/** Each call also says its status, on standard error. */
const TOLD = `curl() {
  local answer; answer=$(command curl -sS -w '\\n%{http_code}' "$@")
  printf '%s %s\\n' "\${answer##*$'\\n'}" "$*" >&2
  printf '%s' "\${answer%$'\\n'*}"
}`

/** The calls that README and docs show, as a reader runs them. */
export function curls(open: () => OpenStore): void {
  it("every curl of README and docs is answered with success, as a reader runs them", async () => {
    const { store, shop, database, begin } = open()
    await begin({ loyalty_points_enabled: true, loyalty_max_redeem_percent: 100 })
    const customer = await shop.register("ada@example.com")
    await give(shop, customer, 5000)
    const order = await shop.placeOrder({ customer, product: "download", capture: true })
    const cart = await shop.fillCart({ email: customer.email, product: "download", quantity: 2 })
    const script = [
      "set -eu",
      TOLD,
      ...PAGES.flatMap(blocksOf).map((block) => block.replace(/^export BASE=\S+ EMAIL=\S+ PASSWORD=\S+$/m, "")),
    ].join("\n")
    // What pages send as a file, and where they write one.
    const cwd = fs.mkdtempSync(path.join(os.tmpdir(), "clientele-curls-"))
    fs.writeFileSync(path.join(cwd, "balances.csv"), "email,points\nann@example.com,1200\n")
    const { stderr } = await promisify(execFile)("bash", ["-c", script], {
      cwd,
      env: {
        ...process.env,
        BASE: store.url,
        STORE: store.url,
        EMAIL: ADMIN_USER.email,
        PASSWORD: ADMIN_USER.password,
        CUSTOMER: customer.id,
        ORDER: order.id,
        PUBLISHABLE_KEY: shop.publishableKey,
        CUSTOMER_TOKEN: customer.token,
        TOKEN_OF_CODE: await tokenOf(database, customer.email),
        CART: cart.id,
      },
    })
    fs.rmSync(cwd, { recursive: true })
    const calls = stderr.split("\n").filter((line) => /^\d{3} /.test(line))
    expect(calls.length).toBeGreaterThanOrEqual(20)
    // The code in the example is made up.
    const failed = calls.filter((call) => !/^2\d\d /.test(call) && !/^400 .*verify-otp/.test(call))
    expect(failed).toEqual([])
  }, 240_000)
}
