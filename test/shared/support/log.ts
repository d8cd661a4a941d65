import { afterEach, beforeEach, vi } from 'vitest'

/** Catches what a test file writes to the log, one parsed line each. */
export function useLog(): Record<string, unknown>[] {
  const lines: Record<string, unknown>[] = []
  beforeEach(() => {
    lines.length = 0
    vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
      lines.push(JSON.parse(String(chunk)))
      return true
    })
  })
  afterEach(() => {
    vi.restoreAllMocks()
  })
  return lines
}
