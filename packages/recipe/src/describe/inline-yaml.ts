/**
 * Writes a plain value as YAML on one line.
 *
 * @example
 * inlineYaml({ separate: { student: 2, teacher: 4 } }) // => '{ separate: { student: 2, teacher: 4 } }'
 */
export function inlineYaml(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inlineYaml).join(', ')}]`
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, content]) => `${key}: ${inlineYaml(content)}`)
    return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`
  }
  return typeof value === 'string' && /^[a-zA-Z][\w./-]*$/.test(value) ? value : JSON.stringify(value)
}
