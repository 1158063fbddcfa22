import { useStore } from "../../helpers/open-store"
import { completion } from "./completion.part"
import { copies } from "./copies.part"
import { edits } from "./edits.part"
import { fitting } from "./fitting.part"
import { leaving } from "./leaving.part"
import { parallel } from "./parallel.part"
import { payment } from "./payment.part"
import { refusals } from "./refusals.part"

// One store for all: each file sets the programme as it wants it.
const open = useStore({ copies: true })

describe("carts and orders that the tests copy", () => copies(open))
describe("a cart is completed", () => completion(open))
describe("what is refused", () => refusals(open))
describe("paying the rest", () => payment(open))
describe("several calls at once", () => parallel(open))
describe("what a hold keeps", () => fitting(open))
describe("orders that are edited", () => edits(open))
// The last one: it takes the points off every cart.
describe("leaving", () => leaving(open))
