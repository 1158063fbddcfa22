#!/usr/bin/env node
// Builds and packs the plugin; prints the tarball's path.
import { buildPackage } from "./lib/package.mjs"

console.log(await buildPackage())
