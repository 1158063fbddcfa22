import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { type LoggedChange, POINTS_MODULE, type PointsModuleService } from "../../modules/points"

export type SettingChangeView = LoggedChange & {
  /** The admin user's name or address, or a secret key's title; `null` if it no longer exists, or for another actor. */
  changed_by_name: string | null
}

/**
 * A page of the settings' change log, newest first, with actors, old and new values (contract R30).
 *
 * @param limit 1 to 100
 */
export async function listSettingChanges(
  container: MedusaContainer,
  limit: number,
  offset: number,
): Promise<{ changes: SettingChangeView[]; count: number }> {
  const points = container.resolve<PointsModuleService>(POINTS_MODULE)
  const { changes, count } = await points.listSettingChanges(limit, offset)
  const names = await namesOf(
    container,
    changes.flatMap(({ changed_by }) => changed_by ?? []),
  )
  return {
    changes: changes.map((change) => ({ ...change, changed_by_name: names.get(change.changed_by ?? "") ?? null })),
    count,
  }
}

type User = { id: string; email: string; first_name: string | null; last_name: string | null }

async function namesOf(container: MedusaContainer, actors: readonly string[]): Promise<Map<string, string>> {
  const ids = [...new Set(actors)]
  if (ids.length === 0) {
    return new Map()
  }
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const filters = { id: ids }
  const [users, keys] = await Promise.all([
    query.graph({ entity: "user", fields: ["id", "email", "first_name", "last_name"], filters }),
    query.graph({ entity: "api_key", fields: ["id", "title"], filters }),
  ])
  return new Map([
    ...(users.data as User[]).map(
      ({ id, email, first_name, last_name }) =>
        [id, [first_name, last_name].filter(Boolean).join(" ") || email] as const,
    ),
    ...(keys.data as { id: string; title: string }[]).map(({ id, title }) => [id, title] as const),
  ])
}
