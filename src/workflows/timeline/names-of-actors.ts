import type {
  IApiKeyModuleService,
  ICustomerModuleService,
  IUserModuleService,
  MedusaContainer,
} from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"

type Person = { id: string; email?: string | null; first_name?: string | null; last_name?: string | null }

const nameOf = ({ first_name, last_name, email }: Person) =>
  [first_name, last_name].filter(Boolean).join(" ") || email || null

/** Names of admin users, secret keys and customers that still exist. One query for each kind. */
export async function namesOfActors(
  container: MedusaContainer,
  actorIds: readonly string[],
): Promise<Map<string, string>> {
  const ids = [...new Set(actorIds)]
  const of = (prefix: string) => ids.filter((id) => id.startsWith(prefix))
  const [users, keys, customers] = [of("user_"), of("apk_"), of("cus_")]
  const people: [id: string, name: string | null][] = []
  if (users.length > 0) {
    const found = await container
      .resolve<IUserModuleService>(Modules.USER)
      .listUsers({ id: users }, { take: users.length })
    people.push(...found.map((one): [string, string | null] => [one.id, nameOf(one as Person)]))
  }
  if (keys.length > 0) {
    const found = await container
      .resolve<IApiKeyModuleService>(Modules.API_KEY)
      .listApiKeys({ id: keys }, { take: keys.length, select: ["id", "title"] })
    people.push(...found.map(({ id, title }): [string, string | null] => [id, title]))
  }
  if (customers.length > 0) {
    const found = await container
      .resolve<ICustomerModuleService>(Modules.CUSTOMER)
      .listCustomers({ id: customers }, { take: customers.length })
    people.push(...found.map((one): [string, string | null] => [one.id, nameOf(one as Person)]))
  }
  return new Map(people.flatMap(([id, name]) => (name ? [[id, name] as const] : [])))
}
