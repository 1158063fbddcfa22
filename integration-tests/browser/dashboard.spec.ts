import { creditPages } from "./credit-pages.part"
import { customerContacts } from "./customer-contacts.part"
import { customerCredit } from "./customer-credit.part"
import { customerFigures } from "./customer-figures.part"
import { customerNotes } from "./customer-notes.part"
import { customerPage } from "./customer-page.part"
import { customerPoints } from "./customer-points.part"
import { customerPrivacy } from "./customer-privacy.part"
import { customerProfile } from "./customer-profile.part"
import { customerTimeline } from "./customer-timeline.part"
import { customersPage } from "./customers-page.part"
import { type Dashboard, openDashboard } from "./dashboard"
import { doubleClicks } from "./double-clicks.part"
import { importsPage } from "./imports-page.part"
import { loyaltyPages, setUpGuide } from "./loyalty-pages.part"
import { orderPage } from "./order-page.part"
import { outboxPage } from "./outbox.part"
import { settingsPage } from "./settings-page.part"
import { statesOfCards } from "./states.part"
import { webhooksPage } from "./webhooks-page.part"

// One dashboard for all pages.
let dashboard: Dashboard

beforeAll(async () => {
  dashboard = await openDashboard()
}, 600_000)

afterEach(() => dashboard?.reset())

afterAll(async () => {
  await dashboard?.close()
}, 60_000)

describe("R42: the outbox's page", () => outboxPage(() => dashboard))
describe("R66: the set-up guide", () => setUpGuide(() => dashboard))
describe("R66: the customer's page", () => customerPage(() => dashboard))
describe("R10: the page of customer profiles", () => customersPage(() => dashboard))
describe("R29: the customer's timeline", () => customerTimeline(() => dashboard))
describe("R66: the order's page", () => orderPage(() => dashboard))
describe("R66: a customer's profile and photo", () => customerProfile(() => dashboard))
describe("R66: a customer's contacts", () => customerContacts(() => dashboard))
describe("R66: a customer's notes", () => customerNotes(() => dashboard))
describe("R66: a customer's figures and payment methods", () => customerFigures(() => dashboard))
describe("R66: a customer's privacy", () => customerPrivacy(() => dashboard))
describe("R66: a customer's points", () => customerPoints(() => dashboard))
describe("R66: a customer's buyers and credit checks", () => customerCredit(() => dashboard))
describe("R66: loading, failed and empty cards", () => statesOfCards(() => dashboard))
describe("M74: a customer's page", () => doubleClicks(() => dashboard))
describe("R66: the loyalty pages", () => loyaltyPages(() => dashboard))
describe("R66: the settings' page", () => settingsPage(() => dashboard))
describe("R28: the pages of trade credit", () => creditPages(() => dashboard))
describe("R49: the pages of imports", () => importsPage(() => dashboard))
describe("R63: the pages of webhooks", () => webhooksPage(() => dashboard))
