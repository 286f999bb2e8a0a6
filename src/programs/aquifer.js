#!/usr/bin/env node
// JavaScript, as this runs before there is a cache: Node takes as long to load what strips types as it starts in.
// One after another: an old Node refuses, before it runs any, what imports something that it does not have.
await import("./Preflight.js")
const EnvFile = await import("./EnvFile.js")
const CompileCache = await import("./CompileCache.js")

EnvFile.load()
CompileCache.enable()
await import("./main.ts")
