import { useStore } from "../../helpers/open-store"
import { quietLog } from "../../helpers/quiet-log.part"
import { WEBHOOKS_HERE } from "../../helpers/webhook-receiver"
import { earning } from "./earning.part"
import { events } from "./events.part"
import { exchanges } from "./exchanges.part"
import { imports } from "./imports.part"
import { library } from "./library.part"
import { simulation } from "./simulation.part"
import { typedClient } from "./typed-client.part"
import { webhooks } from "./webhooks.part"

// One store for all: each file sets the programme as it wants it.
const open = useStore({ copies: true, options: { webhooks: WEBHOOKS_HERE } })

// The first one: it begins with a store as it is at first.
describe("the typed client", () => typedClient(open))
describe("earning", () => earning(open))
describe("events", () => events(open))
describe("exchanges and claims", () => exchanges(open))
describe("simulation", () => simulation(open))
describe("imports", () => imports(open))
describe("as a library", () => library(open))
describe("webhooks", () => webhooks(open))
// The last one: it reads what all of them have logged.
describe("the log", () => quietLog(open))
