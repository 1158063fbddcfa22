#!/usr/bin/env node
// Builds and packs the plugin, and prints the tarball's path.
import { buildPackage } from "./lib/package.mjs"

console.log(await buildPackage())
