import type { ExecArgs, IEventBusModuleService } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import {
  CUSTOMER_PROJECTION_MODULE,
  type CustomerProjectionModuleService,
} from "../../../src/modules/customer_projection"
import { POINTS_MODULE, type PointsModuleService } from "../../../src/modules/points"
import { runJob } from "./run-job"

/**
 * `sweep [points|customers [ms [hung]]]`: one run of that job by a worker whose clock is so many milliseconds ahead; with
 * `hung` while the event bus never answers.
 */
export default async function sweep({ container, args }: ExecArgs) {
  const [which = "points", ahead = "0", hung] = args
  const bus: IEventBusModuleService = container.resolve(Modules.EVENT_BUS)
  const emit = bus.emit
  const services = [
    container.resolve<PointsModuleService>(POINTS_MODULE),
    container.resolve<CustomerProjectionModuleService>(CUSTOMER_PROJECTION_MODULE),
  ]
  const clocks = services.map((service) => service.clock)
  for (const service of services) service.clock = () => new Date(Date.now() + Number(ahead))
  if (hung) bus.emit = () => new Promise(() => undefined)
  try {
    return { schedule: await runJob(container, `clientele-${which}-sweep`) }
  } finally {
    bus.emit = emit
    services.forEach((service, at) => {
      service.clock = clocks[at] ?? service.clock
    })
  }
}
