import type { ExecArgs } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

/** The answer of Query in the store, or its error. */
export default async function query({ container, args }: ExecArgs) {
  try {
    return await container.resolve(ContainerRegistrationKeys.QUERY).graph(JSON.parse(args[0] as string))
  } catch (error) {
    const { message, code } = error as { message: string; code?: string }
    return { data: [], error: { message, code } }
  }
}
