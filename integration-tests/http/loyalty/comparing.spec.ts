import { useStore } from "../../helpers/open-store"
import { reviewEarning } from "./earning-exceptions.part"
import { lockedAccounts } from "./locked-accounts.part"
import { sweep } from "./sweep.part"
import { wrongClocks } from "./wrong-clocks.part"

// A process in mode `server` handles no events and no jobs: whatever is posted here, the comparison has posted.
const open = useStore({ workerMode: "server", copies: true })

describe("what the comparison and the sweep post", () => sweep(open))
describe("what a review of it found", () => reviewEarning(open))
describe("what it does while another session holds rows", () => lockedAccounts(open))
describe("what it does while clocks are wrong", () => wrongClocks(open))
