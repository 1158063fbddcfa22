import fs from "node:fs"
import type { ExecArgs } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { PairTimes } from "./call-by-call"
import { milliseconds } from "./measure"

const LIMIT = 20
const PAGES = 50
/** Fields of the page itself: the fields of Medusa's list of customers. */
const CUSTOMER = ["id", "email", "first_name", "last_name", "company_name", "phone", "has_account", "created_at"]
const LINKED = [...CUSTOMER, "clientele_profile.*", "clientele_contacts.*"]

type Linked = { clientele_profile?: object; clientele_contacts?: object[] }

/** `medusa exec`: times a page of customers with and without the linked entities, in turn, inside the process. */
export default async function measureQuery({ container, args }: ExecArgs): Promise<void> {
  const [answer, calls, rounds] = [args[0] ?? "", Number(args[1]), Number(args[2])]
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const timePage = (fields: string[], skip: number) =>
    milliseconds(async () => {
      const pagination = { skip, take: LIMIT, order: { created_at: "DESC" } }
      const { data } = await query.graph({ entity: "customer", fields, pagination })
      const whole = (data as Linked[]).filter((one) => one.clientele_profile && one.clientele_contacts?.length)
      if (data.length !== LIMIT || whole.length !== (fields === LINKED ? LIMIT : 0)) throw new Error("not the page")
    })
  const timeRound = async () => {
    const round: Record<keyof PairTimes, number[]> = { ours: [], reference: [] }
    for (let call = 0; call < calls; call++) {
      const skip = LIMIT * (call % PAGES)
      const ours = async () => round.ours.push(await timePage(LINKED, skip))
      const reference = async () => round.reference.push(await timePage(CUSTOMER, skip))
      for (const side of call % 2 === 0 ? [ours, reference] : [reference, ours]) await side()
    }
    return round
  }
  // The first round is discarded: it fills caches, and the process gets faster.
  await timeRound()
  const times: PairTimes = { ours: [], reference: [] }
  while (times.ours.length < rounds) {
    const round = await timeRound()
    times.ours.push(round.ours)
    times.reference.push(round.reference)
  }
  fs.writeFileSync(answer, JSON.stringify(times))
}
