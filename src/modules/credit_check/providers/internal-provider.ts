import { assess } from "../domain/assess"
import { type ModelOptions, modelVersion } from "../domain/model-options"
import type { CreditCheckAnswer, CreditCheckProvider, CreditCheckQuestion } from "../types"

/** The built-in model. It uses only the account's own ledger and calls no service (docs/credit-score.md). */
export class InternalProvider implements CreditCheckProvider {
  readonly #options: ModelOptions

  constructor(options: ModelOptions) {
    this.#options = options
  }

  async check({ snapshot }: CreditCheckQuestion): Promise<CreditCheckAnswer> {
    return { ...assess(snapshot, this.#options), model_version: modelVersion(this.#options) }
  }
}
