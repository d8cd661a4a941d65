import { defineConfig } from 'vitest/config'

/** The rules of `shared/`: the fast tests, which a mutant has to get past. */
export default defineConfig({
  test: { include: ['test/shared/**/*.test.ts'], setupFiles: ['test/mutation/seed.ts'], testTimeout: 30_000 },
})
