import fs from "node:fs"
import path from "node:path"
import { projectDir } from "../helpers/server-process"

const PAGES = ["README.md", "docs/routes.md", "docs/guides/host.md", "docs/workflows.md", "docs/events.md"]

/** An example that imports nothing of its own: it stands where `container` and the workflows are known. */
const asFunction = (code: string) => `import type { MedusaContainer } from "@medusajs/framework/types"
import * as clientele from "medusa-plugin-clientele/workflows"
const { ${[...new Set(code.match(/\b\w+Workflow\b/g) ?? [])].join(", ")} } = clientele
declare const container: MedusaContainer
export async function example(): Promise<unknown> {
${code}
  return { ${/const \{ result(?:: (\w+))? \}/.test(code) ? (/const \{ result: (\w+)/.exec(code)?.[1] ?? "result") : ""} }
}
`

/** Imports alone: every name is used, so that the compiler looks at it. */
const asImports = (code: string) => {
  const names = [...code.matchAll(/import \{([^}]+)\}/g)].flatMap(([, list]) => String(list).split(","))
  const types = [...code.matchAll(/import type \{([^}]+)\}/g)].flatMap(([, list]) => String(list).split(","))
  const listed = (found: string[]) => found.map((name) => name.trim()).join(", ")
  // Exported again, as a namespace of types is no type itself.
  return `${code}\nexport const used = [${listed(names)}]\nexport type { ${listed(types)} }\n`
}

const toModule = (code: string) => {
  if (!code.includes('from "medusa-plugin-clientele/')) return asFunction(code)
  const rest = code.replace(/^(import .*|\/\/.*|\s*)$/gm, "").trim()
  return rest === "" ? asImports(code) : `${code}\nexport {}\n`
}

/** The TypeScript of README and docs that is about the package, each piece as a file of the host. */
export function examplesOfDocs(): Record<string, string> {
  const files: Record<string, string> = {}
  for (const page of PAGES) {
    const text = fs.readFileSync(path.join(projectDir, page), "utf8")
    const blocks = [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => String(code))
    for (const [index, code] of blocks.entries()) {
      if (/medusa-plugin-clientele\/|Workflow\b/.test(code)) {
        files[`docs-examples/${path.basename(page, ".md").toLowerCase()}-${index}.ts`] = toModule(code)
      }
    }
  }
  return files
}

/** A route of the host's that runs one of our workflows. */
export const WORKFLOW_ROUTE = `import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import * as clientele from "medusa-plugin-clientele/workflows"

type Runnable = (scope: unknown) => { run(options: { input: unknown }): Promise<{ result: unknown }> }

export async function GET(_req: MedusaRequest, res: MedusaResponse): Promise<void> {
  res.json({ names: Object.keys(clientele).filter((name) => name.endsWith("Workflow")) })
}

export async function POST(req: MedusaRequest<{ name: string; input: unknown }>, res: MedusaResponse): Promise<void> {
  const { name, input } = req.body
  const workflow = (clientele as unknown as Record<string, Runnable>)[name] as Runnable
  res.json({ result: (await workflow(req.scope).run({ input })).result ?? null })
}
`

/** A JPEG of one pixel, in base64. */
export const PHOTO = Buffer.from(
  "ffd8ffe000104a46494600010100000100010000ffc0000b080001000101011100ffda0008010100003f00d2ffd9",
  "hex",
).toString("base64")

/** The host says what `additional_data` of two of our routes may have. */
export const HOST_MIDDLEWARES = `import { defineMiddlewares } from "@medusajs/framework/http"
import { z } from "@medusajs/framework/zod"

export default defineMiddlewares({
  routes: [
    {
      matcher: "/admin/customers/:id/loyalty/adjustments",
      methods: ["POST"],
      additionalDataValidator: { ticket: z.string() },
    },
    { matcher: "/store/checkout/create-order", methods: ["POST"], additionalDataValidator: { campaign: z.number() } },
  ],
})
`

/** A client of our routes in the host, typed by the package: what `tsc` takes, and what it refuses. */
export const TYPED_CLIENT = `import Medusa from "@medusajs/js-sdk"
import { withClientele } from "medusa-plugin-clientele/client"
import type { ClienteleRoutes } from "medusa-plugin-clientele/types"

const sdk = withClientele(new Medusa({ baseUrl: "http://localhost:9000" }))

export async function limit(id: string): Promise<number | null | undefined> {
  const { credit } = await sdk.admin.clientele.credit.retrieve(id)
  return credit?.credit_limit
}
// @ts-expect-error an id is missing
export const noId = () => sdk.admin.clientele.credit.retrieve()
// @ts-expect-error a field that the body does not have
export const noField = () => sdk.admin.clientele.notes.create("cus_1", { text: "hello" })

type Route = keyof ClienteleRoutes
type Answer<One extends Route> = ClienteleRoutes[One]["response"]

async function get<One extends Route>(_route: One, url: string): Promise<Answer<One>> {
  return (await fetch(url)).json() as Promise<Answer<One>>
}

export async function days(): Promise<string[]> {
  const { notes } = await get("GET /admin/customers/:id/notes", "/admin/customers/cus_1/notes")
  return notes.map(({ created_at }) => created_at.slice(0, 10))
}

export const adjust: ClienteleRoutes["POST /admin/customers/:id/loyalty/adjustments"]["body"] = {
  points: 5,
  reason: "goodwill",
  additional_data: { ticket: "t-1" },
}
// @ts-expect-error a date is text in JSON
export const date: Answer<"GET /admin/customers/:id/notes">["notes"][number]["created_at"] = new Date()
// @ts-expect-error an unknown field
export const typo = (answer: Answer<"GET /admin/customer-profiles/:id">) => answer.customer.emial
// @ts-expect-error no such route
export type Unknown = Answer<"GET /admin/customers/:id/note">

/** No row is \`any\`, as it would be where a file of the package were missing. */
type AnyRow = { [One in Route]: 0 extends 1 & Answer<One> ? One : never }[Route]
export const anyRow: [AnyRow] extends [never] ? "none" : AnyRow = "none"
`
