import type { ApiKeyDTO, IApiKeyModuleService, MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { clienteleError } from "../../kernel/errors"
import { API_KEY_MODULE, type ApiKeyModuleService, type KeyMode, type KeyModeChange } from "../../modules/api_key"
import { emit } from "../shared/events/emit"
import { keyEvents } from "../shared/events/key-events"

/** A secret key of Medusa with its mode. It shows the same parts of the key as Medusa's own list. */
export type ApiKeyView = Pick<ApiKeyDTO, "id" | "title" | "redacted" | "created_at" | "last_used_at" | "revoked_at"> & {
  mode: KeyMode
  /** Newest first, at most {@link MOST_CHANGES}. */
  mode_changes: KeyModeChange[]
}

const MOST_CHANGES = 20

const SHOWN = ["id", "title", "redacted", "created_at", "last_used_at", "revoked_at"] as (keyof ApiKeyDTO)[]

/** A page of the store's secret keys, newest first, revoked ones too (contract R61). */
export async function listApiKeys(
  container: MedusaContainer,
  { limit, offset }: { limit: number; offset: number },
): Promise<{ api_keys: ApiKeyView[]; count: number }> {
  const [keys, count] = await container
    .resolve<IApiKeyModuleService>(Modules.API_KEY)
    .listAndCountApiKeys(
      { type: "secret" },
      { select: SHOWN, order: { created_at: "DESC" }, take: limit, skip: offset },
    )
  return { api_keys: await withModes(container, keys), count }
}

/**
 * Makes a secret key live or test, from its next call on, in every process.
 *
 * @throws `not_found`
 */
export async function setKeyMode(
  container: MedusaContainer,
  id: string,
  mode: KeyMode,
  actorId: string,
): Promise<ApiKeyView> {
  const keys = await container
    .resolve<IApiKeyModuleService>(Modules.API_KEY)
    .listApiKeys({ id, type: "secret" }, { select: SHOWN, take: 1 })
  if (keys.length === 0) {
    throw clienteleError("not_found", "Key not found")
  }
  if (await container.resolve<ApiKeyModuleService>(API_KEY_MODULE).setMode(id, mode, actorId)) {
    await emit(container, [{ name: keyEvents.MODE_CHANGED, data: { key_id: id, mode } }])
  }
  return (await withModes(container, keys))[0] as ApiKeyView
}

async function withModes(container: MedusaContainer, keys: readonly ApiKeyDTO[]): Promise<ApiKeyView[]> {
  const modes = container.resolve<ApiKeyModuleService>(API_KEY_MODULE)
  const changes = await modes.listModeChanges(
    keys.map(({ id }) => id),
    MOST_CHANGES,
  )
  return keys.map(({ id, title, redacted, created_at, last_used_at, revoked_at }) => {
    const own = changes.filter(({ key_id }) => key_id === id)
    const mode_changes = own.map(({ mode, actor_id, changed_at }) => ({ mode, actor_id, changed_at }))
    return { id, title, redacted, created_at, last_used_at, revoked_at, mode: own[0]?.mode ?? "live", mode_changes }
  })
}
