import { PotstillError } from '@potstill/spec'
import { parsePackagePath } from './package-path'

/** Errors that every storage throws alike; `path` is as the caller wrote it. */
export const storageErrors = {
  notFound: (path: string, where?: string, cause?: unknown) =>
    new PotstillError({
      code: 'storage/not-found',
      component: 'storage',
      expected: `a file or folder at '${path}'`,
      received: where === undefined ? 'nothing there' : `nothing at ${where}`,
      fix: parsePackagePath(path) === undefined ? 'correct the path' : 'correct the path inside the package',
      cause,
    }),

  packageNotFound: (path: string, name: string) =>
    new PotstillError({
      code: 'storage/not-found',
      component: 'storage',
      expected: `the npm package ${name}, for '${path}'`,
      received: 'no such package installed here',
      fix: `npm install ${name}`,
    }),

  isFolder: (path: string, cause?: unknown) =>
    new PotstillError({
      code: 'storage/is-a-folder',
      component: 'storage',
      expected: `a file at '${path}'`,
      received: 'a folder',
      fix: 'give the path of a file inside it, or choose another name',
      cause,
    }),

  notFolder: (path: string, cause?: unknown) =>
    new PotstillError({
      code: 'storage/not-a-folder',
      component: 'storage',
      expected: `every name before the last one of '${path}' to be a folder`,
      received: 'a file among them',
      fix: 'choose another path, or move that file away',
      cause,
    }),

  readOnly: (path: string) =>
    new PotstillError({
      code: 'storage/read-only',
      component: 'storage',
      expected: 'a path outside installed packages, which are only read',
      received: `'${path}'`,
      fix: 'write into a folder of your own',
    }),

  invalidPath: (path: string, why: string) =>
    new PotstillError({
      code: 'storage/path-invalid',
      component: 'storage',
      expected: 'a path that can be changed this way',
      received: `'${path}', ${why}`,
      fix: 'choose another path',
    }),

  locked: (path: string, received: string, fix: string) =>
    new PotstillError({
      code: 'storage/locked',
      component: 'storage',
      expected: `to have '${path}' for this process alone`,
      received,
      fix,
    }),
}
