import http from "node:http"
import type { AddressInfo } from "node:net"
import path from "node:path"
import { container } from "@medusajs/framework"
import { WorkflowManager, WorkflowScheduler } from "@medusajs/framework/orchestration"
import type { ExecArgs } from "@medusajs/framework/types"
import { dynamicImport, Module } from "@medusajs/framework/utils"
import { DOOR, type Errand } from "./errand"

type Script = { default: (args: ExecArgs) => Promise<unknown> }

async function run({ name, args }: Errand): Promise<unknown> {
  const script = (await dynamicImport(path.join(__dirname, "../scripts", name))) as Script
  return script.default({ container, args })
}

async function read(request: http.IncomingMessage): Promise<Errand> {
  let body = ""
  for await (const chunk of request) body += String(chunk)
  return JSON.parse(body)
}

/**
 * Stops scheduled jobs, except the ones that a test names (`scheduledJobs` of `startStore`). A scheduled sweep during a test
 * could do the work that the test expects from another part.
 */
async function stopClock(): Promise<void> {
  const kept = process.env.CLIENTELE_TEST_SCHEDULE ?? ""
  if (kept === "true") return
  const ids = kept.split(",").map((name) => `job-${name}`)
  const scheduler = new WorkflowScheduler()
  for (const workflow of WorkflowManager.getWorkflows().values()) {
    if (workflow.options?.schedule && !ids.includes(workflow.id)) await scheduler.clearWorkflow(workflow)
  }
}

/**
 * Runs files of `scripts/` in a running store with the store's container, on a test's request (`runInStore`), so that
 * they need no boot. medusa-config.ts loads it for the tests.
 */
class ScriptDoor {
  readonly #server = http.createServer(async (request, response) => {
    response.setHeader("connection", "close")
    try {
      response.end(JSON.stringify(await run(await read(request))))
    } catch (error) {
      response.statusCode = 500
      response.end(error instanceof Error ? error.stack : String(error))
    }
  })

  readonly __hooks = {
    onApplicationStart: async (): Promise<void> => {
      await stopClock()
      await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve))
      this.#server.unref()
      process.stdout.write(`${DOOR}${(this.#server.address() as AddressInfo).port}\n`)
    },
    onApplicationPrepareShutdown: async (): Promise<void> => {
      this.#server.close()
    },
  }
}

export default Module("script_door", { service: ScriptDoor })
