import type { MedusaContainer } from "@medusajs/framework/types"
import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import type { z } from "@medusajs/framework/zod"
import { POINTS_MODULE, type PointsModuleService, type Settings } from "../../modules/points"
import { emit } from "../shared/events/emit"
import { pointsEvents } from "../shared/events/points-events"
import { parse } from "../shared/input/parse"
import { oneStepWorkflow } from "../shared/medusa/one-step-workflow"
import { setSettingInput } from "./points-input"

export type SetLoyaltySettingWorkflowInput = z.input<typeof setSettingInput>

const setSettingStep = createStep(
  "clientele-set-loyalty-setting",
  async (input: SetLoyaltySettingWorkflowInput, { container }) => {
    const { key, setting, actor_id = null } = parse(setSettingInput, input, "input")
    const before: Partial<Settings> = await points(container).getSettings()
    const stored = await set(container, key, setting.value, actor_id)
    const done = { key, actor_id, value: stored.value, before: before[key as keyof Settings] }
    return new StepResponse(stored, done)
  },
  async (done, { container }) => {
    const now = done && (await points(container).getSettings())
    if (now && JSON.stringify(now[done.key as keyof Settings]) === JSON.stringify(done.value)) {
      await set(container, done.key, done.before, done.actor_id)
    }
  },
)

async function set(container: MedusaContainer, key: string, value: unknown, actorId: string | null) {
  const stored = await points(container).setSetting(key, value, actorId)
  await emit(container, [{ name: pointsEvents.SETTING_CHANGED, data: { key: stored.key } }])
  return stored
}

const points = (container: MedusaContainer) => container.resolve<PointsModuleService>(POINTS_MODULE)

/**
 * This workflow sets one setting of the loyalty programme from now on (contract R30). If a later step of your workflow
 * fails, the earlier value is set again, with its own entry in the log of settings. A value that another change set
 * meanwhile stays.
 *
 * Errors: `unknown_setting`, `invalid_request` naming the key.
 *
 * @example
 * const { result: setting } = await setLoyaltySettingWorkflow(container).run({
 *   input: { key: "loyalty_points_enabled", setting: { value: true }, actor_id: "user_123" },
 * })
 *
 * @summary Set a setting of the loyalty programme.
 */
export const setLoyaltySettingWorkflow = oneStepWorkflow("clientele-set-loyalty-setting", setSettingStep)
