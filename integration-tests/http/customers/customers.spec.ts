import { useStore } from "../../helpers/open-store"
import { addresses } from "./addresses.part"
import { anonymizeFailing } from "./anonymize-failing.part"
import { changes } from "./changes.part"
import { collections } from "./collections.part"
import { contacts } from "./contacts.part"
import { credit } from "./credit.part"
import { creditCash } from "./credit-cash.part"
import { creditChecks } from "./credit-checks.part"
import { curls } from "./curls.part"
import { dashboardSearch } from "./dashboard-search.part"
import { everyRoute } from "./every-route.part"
import { importsCustomers } from "./imports-customers.part"
import { keyModes } from "./key-modes.part"
import { list } from "./list.part"
import { listed } from "./listed.part"
import { paymentMethods } from "./payment-methods.part"
import { photo } from "./photo.part"
import { privacy } from "./privacy.part"
import { profiles } from "./profiles.part"
import { query } from "./query.part"
import { storeFields } from "./store-fields.part"
import { timeline } from "./timeline.part"

// One store for all: each file describes one side of the customers.
const open = useStore({ copies: true })

describe("profiles", () => profiles(open))
describe("changes of profiles", () => changes(open))
describe("the list", () => list(open))
describe("the dashboard's search", () => dashboardSearch(open))
describe("contacts", () => contacts(open))
describe("credit checks", () => creditChecks(open))
describe("addresses", () => addresses(open))
describe("lists of addresses and contacts", () => listed(open))
describe("photos", () => photo(open))
describe("payment methods", () => paymentMethods(open))
describe("privacy", () => privacy(open))
describe("anonymising that fails", () => anonymizeFailing(open))
describe("Query", () => query(open))
describe("fields of store routes", () => storeFields(open))
describe("collections", () => collections(open))
describe("credit", () => credit(open))
describe("money on credit accounts", () => creditCash(open))
describe("files of customers and receivables", () => importsCustomers(open))
describe("key modes", () => keyModes(open))
describe("the timeline", () => timeline(open))
describe("the docs' calls", () => curls(open))
describe("every route", () => everyRoute(open))
