import { clienteleError } from "../../../kernel/errors"
import { type PluginOptions, parseOptions } from "../../../kernel/options"
import { problemsOf, sentenceOf } from "../../../kernel/sentences"
import { type ModelOptions, modelOptionsSchema } from "../domain/model-options"

/** Id of the provider that is always there. */
export const INTERNAL = "internal"

/** Key of a provider in the module's container. */
export const providerKey = (id: string) => `clientele_credit_check_provider_${id}`

export type CheckOptions = Omit<PluginOptions["creditCheck"], "internal"> & {
  model: ModelOptions
  /** Ids of all providers, `internal` first. */
  ids: string[]
}

/**
 * The module's options, validated.
 *
 * @throws `invalid_option`, which stops the boot
 */
export function parseCheckOptions(raw: Record<string, unknown> | undefined): CheckOptions {
  const { internal, ...options } = parseOptions(raw).creditCheck
  const model = modelOptionsSchema.safeParse(internal, { error: sentenceOf })
  if (!model.success) {
    const [problem] = problemsOf(model.error.issues)
    throw invalid(`internal.${problem?.path.join(".")}: ${problem?.sentence}`)
  }
  const ids = [INTERNAL, ...options.providers.map(({ id }) => id)]
  const twice = ids.find((id, index) => ids.indexOf(id) !== index)
  if (twice !== undefined) {
    throw invalid(`providers: the id ${twice} is used twice; give each provider its own id`)
  }
  if (!ids.includes(options.defaultProvider)) {
    throw invalid(`defaultProvider: must be one of ${ids.join(", ")}`)
  }
  if (!options.refresh.every((id) => ids.includes(id))) {
    throw invalid(`refresh: must name one or more of ${ids.join(", ")}`)
  }
  return { ...options, refresh: [...new Set(options.refresh)], model: model.data, ids }
}

const invalid = (problem: string) =>
  clienteleError("invalid_option", `medusa-plugin-clientele: invalid option. creditCheck.${problem}`)
