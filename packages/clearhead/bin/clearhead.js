#!/usr/bin/env node
// Stands outside dist so that the link to it can be made before anything is built.
import "../dist/main.js";
