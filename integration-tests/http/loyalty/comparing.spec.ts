import { useStore } from "../../helpers/open-store"
import { reviewEarning } from "./review-earning"
import { sweep } from "./sweep"

// A process in mode `server` handles no events and no jobs: whatever is posted here, the comparison has posted.
const open = useStore({ workerMode: "server" })

describe("what the comparison and the sweep post", () => sweep(open))
describe("what a review of it found", () => reviewEarning(open))
