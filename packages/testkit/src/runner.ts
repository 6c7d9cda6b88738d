/** What is needed of a test runner: vitest, jest and `node:test` have both. What a test finds wrong, it throws. */
export interface Runner {
  readonly describe: (name: string, define: () => void) => unknown
  readonly it: (name: string, test: () => void | Promise<void>) => unknown
}
