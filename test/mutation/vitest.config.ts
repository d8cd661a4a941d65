import { defineConfig } from 'vitest/config'
import { rooms } from './rooms.ts'

export default defineConfig({
  test: {
    include: [rooms[process.env['MUTATION_ROOM'] ?? '']?.tests ?? ''],
    setupFiles: ['test/mutation/seed.ts'],
    testTimeout: 10_000,
    isolate: false,
  },
})
