/** Why a search query cannot be read; answered with 400. */
export class QuerySyntaxError extends Error {}
