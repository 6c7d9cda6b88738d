/** An environment as lines for the report: `versions.tfjs-core: 4.22.0`. */
export function flatEnvironment(
  environment: Readonly<Record<string, unknown>>,
  prefix = '',
): Readonly<Record<string, string>> {
  const lines = Object.entries(environment).flatMap(([key, value]) =>
    typeof value === 'object' && value !== null
      ? Object.entries(flatEnvironment(value as Readonly<Record<string, unknown>>, `${prefix}${key}.`))
      : value === undefined
        ? []
        : [[prefix + key, String(value)] as const],
  )
  return Object.fromEntries(lines)
}
