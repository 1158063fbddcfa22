import { defineConfig } from "vite"

export default defineConfig({
  root: import.meta.dirname,
  server: { port: 8000, strictPort: true },
  esbuild: { jsx: "automatic" },
})
