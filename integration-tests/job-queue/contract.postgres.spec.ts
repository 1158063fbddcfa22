import { postgresBackend } from "./backends"
import { describeContract } from "./contract"
import "./jobs"

describeContract("postgres", postgresBackend())
