import { startMedusa, stopMedusa } from "./medusa"

// What the plugin's design takes for granted of Medusa (ADR 0001–0008), each by a test of its own, against Medusa
// without the plugin: an upgrade of Medusa that breaks one of them fails here, and the title says which. All files share
// one boot.
beforeAll(startMedusa, 180_000)
afterAll(stopMedusa, 60_000)

import "./framework.part"
import "./orders.part"
import "./carts.part"
import "./discounts.part"
import "./payments.part"
import "./captures.part"
import "./customers.part"
import "./events.part"
import "./reading.part"
