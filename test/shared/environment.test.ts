import { describe, expect, it } from 'vitest'
import { readEnvironment } from '#shared/environment'

const fewest = { STAGE: 'dev', TABLE_NAME: 'table' }

describe('the environment', () => {
  it('has sensible defaults', () => {
    expect(readEnvironment(fewest)).toEqual({
      stage: 'dev',
      table: 'table',
      configFile: undefined,
      sessionSeconds: 86_400,
      replaySeconds: 60,
      local: false,
      values: fewest,
    })
  })

  it('is read from the variables', () => {
    const values = {
      ...fewest,
      CONFIG_FILE: '/x.json',
      SESSION_DURATION_SECONDS: '3600',
      REFRESH_REPLAY_SECONDS: '0',
      LOCAL_STAGE: 'true',
    }
    expect(readEnvironment(values)).toMatchObject({
      configFile: '/x.json',
      sessionSeconds: 3600,
      replaySeconds: 0,
      local: true,
    })
  })

  it.each(['STAGE', 'TABLE_NAME'])('names %s when it is missing or empty', (name) => {
    expect(() => readEnvironment({ ...fewest, [name]: undefined })).toThrow(name)
    expect(() => readEnvironment({ ...fewest, [name]: '' })).toThrow(name)
  })

  it.each(['-1', '1.5', '1h', ' 60', '60\n', '1e3', '99999999', 'NaN'])(
    'refuses %j seconds, naming the variable',
    (text) => {
      const name = 'SESSION_DURATION_SECONDS'
      expect(() => readEnvironment({ ...fewest, [name]: text })).toThrow(name)
    },
  )

  it.each(['TRUE', '1', 'yes', ''])('is not local by %j', (value) => {
    expect(readEnvironment({ ...fewest, LOCAL_STAGE: value }).local).toBe(false)
  })

  it('never keeps a session longer than the table keeps items: 40 days', () => {
    const seconds = String(40 * 86_400)
    expect(readEnvironment({ ...fewest, SESSION_DURATION_SECONDS: seconds }).sessionSeconds).toBe(3_456_000)
    expect(() => readEnvironment({ ...fewest, SESSION_DURATION_SECONDS: '3456001' })).toThrow(
      'SESSION_DURATION_SECONDS',
    )
  })
})
