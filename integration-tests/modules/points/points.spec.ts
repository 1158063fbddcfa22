import { concurrency } from "./concurrency.part"
import { gauges } from "./gauges.part"
import { holdLookup } from "./hold-lookup.part"
import { smallestIds } from "./ids.part"
import { ledger } from "./ledger.part"
import { combinations } from "./ledger-combinations.part"
import { locks } from "./locks.part"
import { model } from "./model.part"
import { prepared } from "./prepared.part"
import { reading } from "./reading.part"
import { redemption } from "./redemption.part"
import { report } from "./report.part"
import { settings } from "./settings.part"

// One file for jest, which loads Medusa anew for each; every part has a database of its own.
describe("the ledger", ledger)
describe("what happens together", combinations)
describe("holds", redemption)
describe("locks of accounts", locks)
describe("the hold of a cart", holdLookup)
describe("at the same time", concurrency)
describe("random operations beside a model", model)
describe("reports", report)
describe("what several modules read", reading)
describe("gauges", gauges)
describe("settings", settings)
describe("prepared statements", prepared)
describe("the smallest id of a moment", smallestIds)
