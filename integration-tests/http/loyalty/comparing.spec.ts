import { useStore } from "../../helpers/open-store"
import { lockedAccounts } from "./locked-accounts"
import { reviewEarning } from "./review-earning"
import { sweep } from "./sweep"
import { wrongClocks } from "./wrong-clocks"

// A process in mode `server` handles no events and no jobs: whatever is posted here, the comparison has posted.
const open = useStore({ workerMode: "server" })

describe("what the comparison and the sweep post", () => sweep(open))
describe("what a review of it found", () => reviewEarning(open))
describe("what it does while another session holds rows", () => lockedAccounts(open))
describe("what it does while clocks are wrong", () => wrongClocks(open))
