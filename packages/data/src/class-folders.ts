import { isPotstillError, PotstillError, type Storage } from '@potstill/spec'

export interface Parts {
  readonly train: string
  readonly validation: string | undefined
  readonly test: string | undefined
  /** Whether there is a folder `train`. */
  readonly own: boolean
}

/** Where the sets of a data folder lie: `train`, `validation` or `val`, `test`; without `train` the folder itself. */
export async function listParts(storage: Storage, path: string): Promise<Parts> {
  const names = await storage.list(path)
  if (!names.includes('train')) return { train: path, validation: undefined, test: undefined, own: false }
  const find = (...wanted: readonly string[]) => {
    const name = wanted.find((candidate) => names.includes(candidate))
    return name === undefined ? undefined : joinPath(path, name)
  }
  return {
    train: joinPath(path, 'train'),
    validation: find('validation', 'val'),
    test: find('test'),
    own: true,
  }
}

export interface ClassFiles {
  /** The folders' names, sorted; their places are the labels. */
  readonly classNames: readonly string[]
  /** Paths, sorted by class, then by name. */
  readonly files: readonly string[]
  readonly labels: Int32Array
}

export interface ClassFilesOptions {
  /** Endings of the files that are taken, in lower case. */
  readonly endings: readonly string[]
  /** Classes that are known from the training data; default: those that are found. */
  readonly classNames?: readonly string[]
}

/** Lists the files in the folders of the classes. Files beside those folders, and hidden ones, are left out. */
export async function listClassFiles(
  source: string,
  storage: Storage,
  folder: string,
  { endings, classNames: known }: ClassFilesOptions,
): Promise<ClassFiles> {
  const found: string[] = []
  const files: string[] = []
  const labels: number[] = []
  for (const name of await storage.list(folder)) {
    if (name.startsWith('.')) continue
    const path = joinPath(folder, name)
    const all = await storage.list(path)
    if (all.length === 0 && !(await isFolder(storage, path))) continue
    const taken = all.filter(
      (file) => !file.startsWith('.') && endings.some((ending) => file.toLowerCase().endsWith(ending)),
    )
    if (taken.length === 0) throw emptyClass(source, path, endings, all)
    const label = known === undefined ? found.push(name) - 1 : known.indexOf(name)
    if (label < 0) throw unknownClass(source, path, known ?? [])
    for (const file of taken) {
      files.push(joinPath(path, file))
      labels.push(label)
    }
  }
  if (files.length === 0) throw noClasses(source, folder)
  return { classNames: known ?? found, files, labels: Int32Array.from(labels) }
}

export function joinPath(folder: string, name: string): string {
  return folder === '' || folder.endsWith('/') ? folder + name : `${folder}/${name}`
}

/** A storage lists nothing for a file and for an empty folder; only reading tells them apart. */
async function isFolder(storage: Storage, path: string): Promise<boolean> {
  try {
    await (storage.size?.(path) ?? storage.read(path))
    return false
  } catch (error) {
    if (isPotstillError(error) && error.code === 'storage/is-a-folder') return true
    throw error
  }
}

function emptyClass(
  source: string,
  path: string,
  endings: readonly string[],
  all: readonly string[],
): PotstillError {
  return new PotstillError({
    code: 'data/empty-class',
    component: source,
    expected: `files ending in ${endings.join(', ')} in the folder ${path}`,
    received: all.length === 0 ? 'an empty folder' : `only ${all.slice(0, 3).join(', ')}`,
    fix: 'put the files of the class there, or remove the folder',
  })
}

function unknownClass(source: string, path: string, known: readonly string[]): PotstillError {
  return new PotstillError({
    code: 'data/unknown-class',
    component: source,
    expected: `folders of the training data's classes: ${known.slice(0, 10).join(', ')}`,
    received: path,
    fix: 'rename the folder, or add training examples of that class',
  })
}

function noClasses(source: string, folder: string): PotstillError {
  return new PotstillError({
    code: 'data/missing-file',
    component: source,
    expected: `a folder for each class in ${folder}`,
    received: 'none',
    fix: 'correct the path, or sort the files into folders named like their classes',
  })
}
