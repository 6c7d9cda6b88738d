#!/usr/bin/env node
// Stands here, and not in dist, so that npm can link it in a clone that is not built yet.
import '../dist/main.js'
