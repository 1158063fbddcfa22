import { fifthDocument } from "./documents/fifth-document.part"
import { fifthDocumentSettings } from "./documents/fifth-document-settings.part"
import { firstDocument } from "./documents/first-document.part"
import { fourthDocument } from "./documents/fourth-document.part"
import { secondDocument } from "./documents/second-document.part"
import { type DocumentShop, openDocumentShop } from "./documents/shop"
import { thirdDocument } from "./documents/third-document.part"

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
