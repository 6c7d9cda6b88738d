import { PotstillError } from '@potstill/spec'

/** A file inside an installed npm package. */
export interface PackagePath {
  /** The package's name, with its scope. */
  readonly name: string
  /** The path inside the package, `''` for its folder. */
  readonly file: string
}

/** Reads `package:NAME/file`; undefined for any other path. */
export function parsePackagePath(path: string): PackagePath | undefined {
  if (!path.startsWith('package:')) return undefined
  const match = /^package:((?:@[\w.~-]+\/)?[\w~-][\w.~-]*)(?:\/(.*))?$/.exec(path)
  const [, name, file = ''] = match ?? []
  if (name === undefined || file.split(/[/\\]/).includes('..')) {
    throw new PotstillError({
      code: 'storage/path-invalid',
      component: 'storage',
      expected: 'a path of the form package:NAME/file, inside the package',
      received: `'${path}'`,
      fix: 'correct the path',
    })
  }
  return { name, file }
}
