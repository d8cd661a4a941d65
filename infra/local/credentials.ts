type Variables = Readonly<Record<string, string | undefined>>

/** Region and keys for engines that ask for some but check none; the caller's own go first. */
export function localCredentials(values: Variables) {
  return {
    region: values['AWS_REGION'] ?? 'eu-west-1',
    credentials: {
      accessKeyId: values['AWS_ACCESS_KEY_ID'] ?? 'local',
      secretAccessKey: values['AWS_SECRET_ACCESS_KEY'] ?? 'local',
    },
  }
}

/** Settings of a client that furnishes an engine: one that stays silent is given up on. */
export function localSettings(values: Variables) {
  const requestHandler = { connectionTimeout: 1000, requestTimeout: 5000, throwOnRequestTimeout: true }
  return { ...localCredentials(values), maxAttempts: 2, requestHandler }
}
