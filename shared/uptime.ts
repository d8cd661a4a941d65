/**
 * Milliseconds since the process began, by a clock that nobody sets. `performance` tells them too, but its first use loads
 * all of `node:perf_hooks`, a good part of a small function's start.
 */
export function uptime(): number {
  return process.uptime() * 1000
}
