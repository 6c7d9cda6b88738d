import { notStarted, type NotStarted } from './candidate'

/** What to do where a package is not installed, and where its native library does not load. */
export interface Advice {
  readonly howToGet?: string
  readonly howToRepair?: string
}

/** Says why the import of a package failed: not installed, installed in part, or its native library does not load. */
export function importFailure(
  packageName: string,
  error: unknown,
  { howToGet = `npm install ${packageName}`, howToRepair = rebuild(packageName) }: Advice = {},
): NotStarted {
  const { code, message } = describe(error)
  if (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') {
    const missing = /'([^']+)'/.exec(message)?.[1] ?? message
    if (missing === packageName) return notInstalled(packageName, howToGet)
    return notStarted(
      `is installed, but the module '${missing}' that it needs is missing`,
      `install ${packageName} again: ${howToGet}`,
    )
  }
  if (code === 'ERR_DLOPEN_FAILED') {
    return notStarted(`is installed, but its native library does not load: ${message}`, howToRepair)
  }
  return notStarted(
    `is installed, but failed while loading: ${message}`,
    `see the message; a reinstall often helps: ${howToGet}`,
  )
}

function notInstalled(packageName: string, howToGet: string): NotStarted {
  return notStarted(`${packageName} is not installed`, howToGet)
}

function rebuild(packageName: string): string {
  return `install what the library needs, then rebuild: npm rebuild ${packageName} --build-addon-from-source`
}

/** A message's first line: the others are a require stack or advice that repeats ours. */
function describe(error: unknown): { code: unknown; message: string } {
  const { code, message } = error instanceof Object ? (error as { code?: unknown; message?: unknown }) : {}
  return {
    code,
    message:
      String(message ?? error)
        .split('\n', 1)[0]
        ?.trim() ?? '',
  }
}
