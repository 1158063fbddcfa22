import { useStore } from "../../helpers/open-store"
import { WEBHOOKS_HERE } from "../../helpers/webhook-receiver"
import { earning } from "./earning"
import { events } from "./events"
import { exchanges } from "./exchanges"
import { library } from "./library"
import { simulation } from "./simulation"
import { typedClient } from "./typed-client"
import { webhooks } from "./webhooks"

// One store for all: each file sets the programme as it wants it.
const open = useStore({ options: { webhooks: WEBHOOKS_HERE } })

// The first one: it begins with a store as it is at first.
describe("the typed client", () => typedClient(open))
describe("earning", () => earning(open))
describe("events", () => events(open))
describe("exchanges and claims", () => exchanges(open))
describe("simulation", () => simulation(open))
describe("as a library", () => library(open))
describe("webhooks", () => webhooks(open))
