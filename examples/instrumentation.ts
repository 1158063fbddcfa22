// Copy this file to your store's root. Medusa calls `register` before any other code of the store.
// Set OTEL_METRICS_EXPORTER=otlp (or prometheus, which listens on port 9464), OTEL_TRACES_EXPORTER=none if you want no traces, and
// OTEL_EXPORTER_OTLP_ENDPOINT for otlp. docs/operations.md lists the plugin's metrics.
import { NodeSDK } from "@medusajs/framework/opentelemetry/sdk-node"

export function register(): void {
  new NodeSDK({ serviceName: "store" }).start()
}
