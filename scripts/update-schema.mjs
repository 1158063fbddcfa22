#!/usr/bin/env node
// Writes the schema that the migrations make to integration-tests/schema/schema.golden.txt. Read the difference.
process.env.UPDATE_SCHEMA = "1"
process.argv.splice(2, process.argv.length, "schema")
await import("./test.mjs")
