import { OutboxProviderService } from "../../src/providers/outbox/service"

const before = process.env["NODE_ENV"]
afterEach(() => {
  process.env["NODE_ENV"] = before
})

// Medusa validates the options of each provider while it boots. Guard: `isOutboxAllowed` in validateOptions.
it("R42: a store with the outbox as its email provider does not boot in production", () => {
  process.env["NODE_ENV"] = "production"
  expect(() => OutboxProviderService.validateOptions()).toThrow(/is for development\. Register an email provider/)
  process.env["NODE_ENV"] = "development"
  expect(() => OutboxProviderService.validateOptions()).not.toThrow()
})
