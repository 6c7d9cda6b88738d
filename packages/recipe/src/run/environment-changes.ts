import { flatEnvironment } from './flat-environment'

/** What is other than it was, as `backend was wasm, is cpu`. */
export function environmentChanges(
  before: Readonly<Record<string, unknown>>,
  now: Readonly<Record<string, unknown>>,
): readonly string[] {
  const [then, today] = [flatEnvironment(before), flatEnvironment(now)]
  const keys = new Set([...Object.keys(then), ...Object.keys(today)])
  return [...keys].flatMap((key) =>
    then[key] === today[key] ? [] : [`${key} was ${then[key] ?? 'not told'}, is ${today[key] ?? 'not told'}`],
  )
}
