import { firstDocument } from "./documents/s0"
import { secondDocument } from "./documents/s1"
import { thirdDocument } from "./documents/s2"
import { fourthDocument } from "./documents/s3"
import { fifthDocument } from "./documents/s4"
import { fifthDocumentSettings } from "./documents/s4-settings"
import { type DocumentShop, openDocumentShop } from "./documents/shop"

// The five API documents that the contract comes from, each in its own words: docs/documents.md maps them to these tests.
// One store for all.
let opened: DocumentShop | undefined
const open = () => {
  if (!opened) throw new Error("the store did not start")
  return opened
}

beforeAll(async () => {
  opened = await openDocumentShop()
}, 180_000)

afterAll(() => opened?.close())

describe("S0: the first document", () => firstDocument(open))
describe("S1: the second document", () => secondDocument(open))
describe("S2: the third document", () => thirdDocument(open))
describe("S3: the fourth document", () => fourthDocument(open))
describe("S4: the fifth document", () => fifthDocument(open))
describe("S4: its settings", () => fifthDocumentSettings(open))
