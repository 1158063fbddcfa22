import path from "node:path"
import { defineConfig } from "vite"

export default defineConfig({
  root: import.meta.dirname,
  server: { port: 8000, strictPort: true },
  // In your own project, the package is in node_modules, and this is not needed.
  resolve: { alias: { "medusa-plugin-clientele/client": path.join(import.meta.dirname, "../../src/client") } },
  esbuild: { jsx: "automatic" },
})
