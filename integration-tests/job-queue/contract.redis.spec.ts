import { redisBackend } from "./backends"
import { describeContract } from "./contract"
import "./jobs"

describeContract("redis", redisBackend())
