/**
 * The rooms of `shared/` from the ground up. A room imports its own level and those before it, and no two rooms import
 * each other. A room is a folder or a file right under `shared/`.
 */
export const levels: readonly (readonly string[])[] = [
  ['errors', 'deadline', 'environment', 'metrics', 'observability', 'parallel', 'send', 'uptime'],
  ['aws', 'config', 'search'],
  ['seal', 'secrets', 'tokens', 'logout-token', 'profile'],
  ['sessions', 'auth0'],
  ['revocation', 'verifier', 'tenant', 'stage', 'token-answer', 'end-logins'],
  ['http', 'access'],
  ['login', 'refresh'],
  ['logout', 'backchannel-logout', 'identity', 'userinfo', 'authorizer'],
  ['management'],
]

/** Where a library may be imported; each has one home, `@types` and the test's own tools aside. */
export const homes: Readonly<Record<string, RegExp>> = {
  '@aws-sdk/client-dynamodb': /^(shared\/aws\/dynamodb|infra\/local\/dynamodb|infra\/doctor\/ask\/table)\.ts$/,
  '@aws-sdk/client-ssm':
    /^(shared\/aws\/ssm|infra\/local\/parameters|infra\/commands\/parameter-store|infra\/doctor\/ask\/parameters)\.ts$/,
  '@aws-sdk/util-dynamodb': /^shared\/sessions\/(table|active)\.ts$/,
  '@cloud-copilot/iam-simulate': /^infra\/rehearsal\/policies\.ts$/,
  '@fastify/busboy': /^shared\/management\/import\/multipart\.ts$/,
  '@middy/core': /^shared\/http\/onion\.ts$/,
  '@middy/http-json-body-parser': /^shared\/http\/endpoint\.ts$/,
  '@middy/http-urlencode-body-parser': /^shared\/http\/endpoint\.ts$/,
  '@smithy/core': /^shared\/aws\/sign\.ts$/,
  '@smithy/signature-v4': /^shared\/aws\/sign\.ts$/,
  auth0: /^shared\/management\//,
  'aws-cdk-lib': /^(infra\/(?!local\/)|examples\/)/,
  'aws-lambda': /^(shared\/http|infra\/local|examples)\//,
  'cdk-nag': /^(infra\/create-app|examples\/.*)\.ts$/,
  constructs: /^(infra\/(?!local\/)|examples\/)/,
  dynalite: /^infra\/local\/engines\.ts$/,
  esbuild: /^infra\/bundle\.ts$/,
  jose: /^(shared\/(tokens|logout-token)\.ts|shared\/auth0\/keys\.ts|infra\/local\/tenant\/.*)$/,
  'oidc-provider': /^infra\/local\/tenant\//,
  valibot: /^(functions|shared|infra)\//,
}

/** What the files of a place may import of ours and of others, and what to do about the rest. */
export interface Border {
  readonly files: RegExp
  readonly allowed: RegExp
  readonly advice: string
}

export const borders: readonly Border[] = [
  {
    files: /^functions\//,
    allowed: /^(#shared\/|valibot$)/,
    advice: 'a function imports #shared/* and valibot only; move the rest to shared/',
  },
  {
    files: /^shared\//,
    allowed: /^(\.|node:|[@a-z])/,
    advice: 'shared/ imports itself by relative paths, built-ins and packages; never functions/ or infra/',
  },
  {
    files: /^infra\/(?!local\/|rehearsal\/)/,
    allowed: /^(\.\/|#infra\/(?!local\/|rehearsal\/)|node:|#shared\/environment$|#shared\/config\/|[@a-z])/,
    advice: 'infra/ knows the runtime by #shared/environment and #shared/config/ only',
  },
  {
    files: /^infra\/local\/(?!tenant\/)/,
    allowed: /^(\.|#infra\/|node:|#shared\/environment$|#shared\/config\/|[@a-z])/,
    advice: 'infra/local loads handlers by path and shares nothing with them but the environment and the configuration',
  },
  {
    files: /^infra\/rehearsal\//,
    allowed: /^(\.\/|#infra\/(?!local\/tenant\/(?!tenant$))|node:|#shared\/environment$|#shared\/config\/|[@a-z])/,
    advice: 'the rehearsal runs what the stacks say, and knows of the runtime what they know',
  },
  {
    files: /^infra\/local\/tenant\//,
    allowed: /^(\.|node:|[@a-z])/,
    advice: 'the tenant imports nothing of ours: an emulator that shares code with its subject proves nothing',
  },
  {
    files: /^examples\//,
    allowed: /^(\.\/|node:|[@a-z])/,
    advice: 'an example imports its own folder, built-ins and packages: it is copied into other repositories',
  },
]
