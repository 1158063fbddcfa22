import { asking } from "./asking.part"
import { example } from "./example.part"
import { redeeming } from "./redeeming.part"
import { type CodeShop, openCodeShop } from "./shoppers"
import { signedIn } from "./signed-in.part"

// One store for all, with an outbox that the codes are read from.
let opened: CodeShop | undefined
const open = () => {
  if (!opened) throw new Error("the store did not start")
  return opened
}

beforeAll(async () => {
  opened = await openCodeShop()
}, 180_000)

afterAll(() => opened?.close())

// The first one: the others set the programme.
describe("an example", () => example(open))
describe("codes are asked for and exchanged", () => asking(open))
describe("codes of who is signed in", () => signedIn(open))
describe("points without a token", () => redeeming(open))
