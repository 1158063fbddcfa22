// A process that sends the due deliveries of one endpoint until a test kills it.
import { setTimeout as sleep } from "node:timers/promises"
import knex from "knex"
import WebhookModuleService from "../../../src/modules/webhook/service"

const [connectionString = "", application_name = "", endpointId = "", options = "{}"] = process.argv.slice(2)
const db = knex({ client: "pg", connection: { connectionString, application_name }, pool: { min: 0, max: 10 } })
const webhooks = new WebhookModuleService({ __pg_connection__: db }, JSON.parse(options))

async function dispatch(): Promise<void> {
  for (;;) {
    const { sent } = await webhooks.deliverDue(endpointId)
    if (sent === 0) await sleep(20)
  }
}

void dispatch()
