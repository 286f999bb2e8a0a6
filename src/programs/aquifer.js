#!/usr/bin/env node
// JavaScript, as this runs before there is a cache: Node takes as long to load what strips types as it starts in.
import * as CompileCache from "./CompileCache.js"
import * as EnvFile from "./EnvFile.js"

EnvFile.load()
CompileCache.enable()
await import("./main.ts")
