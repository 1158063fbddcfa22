import { codes } from "./codes.part"
import { limits } from "./limits.part"
import { tokens } from "./tokens.part"

// One file for jest, which loads Medusa anew for each; every part has a database of its own.
describe("codes", codes)
describe("limits", limits)
describe("tokens", tokens)
