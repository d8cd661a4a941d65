import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Environment } from '../environment.ts'
import { type Config, ConfigError, parseConfig } from './config.ts'

/**
 * Reads and checks the stage's configuration at cold start.
 *
 * @throws ConfigError when the file can't be read, is no JSON, or breaks a rule
 */
export function loadConfig({ configFile, values, local }: Environment): Config {
  const file = configFile ?? fileURLToPath(new URL('config.json', import.meta.url))
  return parseConfig(readJson(file), values, { local })
}

/**
 * Reads a file of JSON.
 *
 * @throws ConfigError naming the file and what is wrong with it
 */
export function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (cause) {
    throw new ConfigError([{ key: file, why: `can't be read as JSON: ${String(cause)}` }])
  }
}
