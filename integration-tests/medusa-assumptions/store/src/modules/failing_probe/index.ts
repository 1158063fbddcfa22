import { Module } from "@medusajs/framework/utils"

/** Fails as the application starts. */
class FailingProbe {
  readonly __hooks = {
    onApplicationStart: async (): Promise<void> => {
      throw new Error("this hook always fails")
    },
  }
}

export default Module("failing_probe", { service: FailingProbe })
