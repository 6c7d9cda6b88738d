import { PotstillError, type Storage } from '@potstill/spec'
import { joinPath } from './class-folders'
import { decodeUtf8 } from './decode-utf8'

export interface Texts {
  /** Sorted; their places are the labels. */
  readonly classNames: readonly string[]
  readonly texts: readonly string[]
  readonly labels: Int32Array
  /** What errors call each text. */
  readonly names: readonly string[]
}

/**
 * Reads the texts of classes: a folder NAME of txt files, each one text, or a file NAME.txt, each line one text; empty lines are left
 * out. Other files and hidden ones are left out.
 */
export async function readTexts(storage: Storage, folder: string, known?: readonly string[]): Promise<Texts> {
  const classNames: string[] = []
  const texts: string[] = []
  const labels: number[] = []
  const names: string[] = []
  const entries = (await storage.list(folder)).filter((name) => !name.startsWith('.'))
  for (const entry of entries) {
    const path = joinPath(folder, entry)
    const inside = (await storage.list(path)).filter((name) => name.endsWith('.txt') && !name.startsWith('.'))
    if (inside.length === 0 && !entry.endsWith('.txt')) continue
    const className = inside.length === 0 ? entry.slice(0, -'.txt'.length) : entry
    if (classNames.includes(className)) throw twice(folder, className)
    const label = known === undefined ? classNames.length : known.indexOf(className)
    if (known !== undefined && label < 0) throw unknownClass(path, known)
    classNames.push(className)
    const before = texts.length
    const add = (text: string, name: string) => {
      texts.push(text)
      labels.push(label)
      names.push(name)
    }
    for (const file of inside) {
      const name = joinPath(path, file)
      add(decodeUtf8('text', name, await storage.read(name)), name)
    }
    if (inside.length === 0) {
      const lines = decodeUtf8('text', path, await storage.read(path)).split(/\r?\n/)
      lines.forEach((line, i) => line.trim() !== '' && add(line, `line ${i + 1} of ${path}`))
    }
    if (texts.length === before) throw empty(path)
  }
  if (texts.length === 0) throw noTexts(folder)
  return { classNames: known ?? classNames, texts, labels: Int32Array.from(labels), names }
}

function refusal(code: string, expected: string, received: string, fix: string): PotstillError {
  return new PotstillError({ code: `data/${code}`, component: 'text', expected, received, fix })
}

function twice(folder: string, className: string): PotstillError {
  return refusal(
    'class-names',
    `each class once in ${folder}`,
    `a folder ${className} and a file ${className}.txt`,
    'move the file into the folder, or rename one of them',
  )
}

function unknownClass(path: string, known: readonly string[]): PotstillError {
  return refusal(
    'unknown-class',
    `classes of the training data: ${known.slice(0, 10).join(', ')}`,
    path,
    'rename it, or add training examples of that class',
  )
}

function empty(path: string): PotstillError {
  return refusal(
    'empty-class',
    `lines of text in ${path}`,
    'none',
    'add texts of the class, or remove the file',
  )
}

function noTexts(folder: string): PotstillError {
  return refusal(
    'missing-file',
    `a folder of txt files or a file NAME.txt for each class in ${folder}`,
    'none',
    'correct the path, or sort the texts by class',
  )
}
