import { useStore } from "../../helpers/open-store"
import { addresses } from "./addresses"
import { anonymizeFailing } from "./anonymize-failing"
import { changes } from "./changes"
import { collections } from "./collections"
import { contacts } from "./contacts"
import { credit } from "./credit"
import { creditCash } from "./credit-cash"
import { creditChecks } from "./credit-checks"
import { curls } from "./curls"
import { dashboardSearch } from "./dashboard-search"
import { everyRoute } from "./every-route"
import { keyModes } from "./key-modes"
import { list } from "./list"
import { listed } from "./listed"
import { paymentMethods } from "./payment-methods"
import { photo } from "./photo"
import { privacy } from "./privacy"
import { profiles } from "./profiles"
import { query } from "./query"
import { storeFields } from "./store-fields"
import { timeline } from "./timeline"

// One store for all: each file describes one side of the customers.
const open = useStore()

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
describe("key modes", () => keyModes(open))
describe("the timeline", () => timeline(open))
describe("the docs' calls", () => curls(open))
describe("every route", () => everyRoute(open))
